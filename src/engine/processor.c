/* Every program is linked with this, and it alone is compiled without AVX2: what it says is
 * for a processor that has none.  It speaks before main, whose first instruction may be
 * one of AVX2. */
#ifdef __x86_64__
#include <unistd.h>

__attribute__((constructor(101))) static void check_processor(void) {
  static const char sentence[] =
      "this processor lacks AVX2 and FMA, which the programs and the pinned kernels of "
      "OpenBLAS need\n";
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return;
  if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
    _exit(3);
  _exit(2);
}
#else
typedef int no_processor_is_refused; /* ISO C wants a declaration in a file */
#endif
