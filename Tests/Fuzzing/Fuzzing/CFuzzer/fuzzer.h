// What libFuzzer offers, which `-sanitize=fuzzer` links together with its main function.
// Source: LLVM, compiler-rt/include/fuzzer/FuzzerInterface.h.
#pragma once
#include <stddef.h>
#include <stdint.h>

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t limit);
