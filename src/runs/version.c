#include "version.h"

#include "commit.h" /* made by the Makefile */

#include <cblas.h>
#include <gsl/gsl_version.h>
#include <hdf5.h>
#ifdef __x86_64__
#include <libxsmm.h>
#endif
#include <openssl/crypto.h>

void version_print(const char *program, FILE *stream) {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  fprintf(stream, "%s %s, commit %s\n", program, VERSION, COMMIT);
  fprintf(stream, "%s; GSL %s; HDF5 %u.%u.%u; %s", openblas_get_config(), gsl_version,
          major, minor, release, OpenSSL_version(OPENSSL_VERSION));
#ifdef __x86_64__
  fprintf(stream, "; LIBXSMM %s", LIBXSMM_VERSION);
#endif
  fputc('\n', stream);
}
