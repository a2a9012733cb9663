/* digest: SHA-256 (FIPS 180-4, by libcrypto) of memory, as lower-case hexadecimal. */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>

enum { DIGEST_LENGTH = 64 };

/* One block of the digested sequence. */
struct digest_part {
  const void *bytes;
  size_t size;
};

/* Digest of the COUNT parts one after the other; TEXT holds DIGEST_LENGTH + 1
 * characters.  Returns -1 if the library refuses. */
int digest_parts(const struct digest_part *parts, size_t count, char *text);

#endif
