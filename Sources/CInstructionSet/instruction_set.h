// What the compiler may use of the processor, and what Swift has no words for.
//
// Everything here is a macro or inline, so that there is nothing to link.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The widest vector instructions that this build may use. The compiler's own
// macros tell, since Swift has no condition for them.
#if defined(__AVX512F__) && defined(__AVX512VL__)
#define FPAUDIT_INSTRUCTION_SET "AVX-512"
#elif defined(__AVX2__)
#define FPAUDIT_INSTRUCTION_SET "AVX2"
#elif defined(__AVX__)
#define FPAUDIT_INSTRUCTION_SET "AVX"
#elif defined(__SSE4_2__)
#define FPAUDIT_INSTRUCTION_SET "SSE4.2"
#elif defined(__x86_64__)
#define FPAUDIT_INSTRUCTION_SET "SSE2"
#elif defined(__aarch64__)
#define FPAUDIT_INSTRUCTION_SET "NEON"
#else
#define FPAUDIT_INSTRUCTION_SET "baseline"
#endif

// Rounding of binary32 to binary16 by one instruction, ties to even, and back. A NaN
// becomes quiet and keeps the first bits of its payload. Without such instructions
// there is nothing to call.
#if defined(__F16C__) || defined(__aarch64__)
static inline int fpaudit_has_binary16(void) { return 1; }
static inline uint16_t fpaudit_binary16(float value) {
  const _Float16 rounded = (_Float16)value;
  uint16_t code;
  memcpy(&code, &rounded, sizeof code);
  return code;
}
static inline float fpaudit_rounded_to_binary16(float value) {
  return (float)(_Float16)value;
}
#else
static inline int fpaudit_has_binary16(void) { return 0; }
static inline uint16_t fpaudit_binary16(float value) { return (void)value, 0; }
static inline float fpaudit_rounded_to_binary16(float value) { return value; }
#endif

// Asks for memory that will be read soon, a cache line of 64 bytes at a time.
// Never faults, whatever the address.
static inline void fpaudit_prefetch(const void *_Nonnull memory, size_t byte_count) {
  for (size_t offset = 0; offset < byte_count; offset += 64)
    __builtin_prefetch((const char *)memory + offset, 0, 3);
}

// Copies bytes past the caches, which then need not read what is overwritten.
// Other threads see them after `fpaudit_end_of_stream`.
static inline void fpaudit_stream(void *_Nonnull target, const void *_Nonnull source,
                                  size_t byte_count) {
  typedef uint8_t vector __attribute__((vector_size(32)));
  char *to = (char *)target;
  const char *from = (const char *)source;
  const size_t shortfall = (size_t)-(uintptr_t)to % sizeof(vector);
  const size_t head = shortfall < byte_count ? shortfall : byte_count;
  memcpy(to, from, head);
  size_t offset = head;
  for (; byte_count - offset >= sizeof(vector); offset += sizeof(vector)) {
    vector bytes;
    memcpy(&bytes, from + offset, sizeof bytes);
    __builtin_nontemporal_store(bytes, (vector *)(to + offset));
  }
  memcpy(to + offset, from + offset, byte_count - offset);
}

static inline void fpaudit_end_of_stream(void) {
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#else
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}
