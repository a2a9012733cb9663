#include "digest.h"

#include <openssl/evp.h>
#include <stdbool.h>

int digest_parts(const struct digest_part *parts, size_t count, char *text) {
  static const char digits[] = "0123456789abcdef";
  unsigned char raw[EVP_MAX_MD_SIZE];
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL);
  for (size_t i = 0; good && i < count; ++i)
    good = EVP_DigestUpdate(context, parts[i].bytes, parts[i].size);
  good = good && EVP_DigestFinal_ex(context, raw, NULL);
  EVP_MD_CTX_free(context);
  for (size_t i = 0; good && i < DIGEST_LENGTH; ++i)
    text[i] = digits[(raw[i / 2] >> (i % 2 ? 0 : 4)) & 15];
  if (good)
    text[DIGEST_LENGTH] = '\0';
  return good ? 0 : -1;
}
