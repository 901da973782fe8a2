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
