/* Any bytes as a run's file.  The first byte of the input chooses: as it is, which only
 * an undamaged file survives; or a whole file with the bytes laid over it, which must
 * be refused or give the same numbers. */
#include "fuzz.h"
#include "runfile.h"

enum { NUMBERS = 300 };

static const char *const columns[] = {"update", "loss"};

struct content {
  float weights[NUMBERS];
  double history[20][2], number;
  char text[RUNFILE_TEXT_LONGEST + 1];
};

static void fill(struct content *content) {
  memset(content, 0, sizeof *content);
  for (int i = 0; i < NUMBERS; ++i)
    content->weights[i] = (float)(i * i % 89) / 7.0f;
  for (int i = 0; i < 40; ++i)
    content->history[i / 2][i % 2] = 1.0 / (1.0 + i);
  content->number = 0.1;
  strcpy(content->text, "continuous");
}

/* The bytes of a whole file. */
static unsigned char *make(const struct content *content, size_t *size) {
  struct runfile run;
  struct fault fault;
  const size_t shape[] = {NUMBERS / 10, 10};
  const char *path = fuzz_file("whole.h5", "", 0);
  char kept[128];
  strcpy(kept, path);
  MUST(!runfile_create(&run, kept, &fault) &&
       !runfile_put(&run, "/weights/W", RUNFILE_FLOAT, 2, shape, content->weights,
                    &fault) &&
       !runfile_put_rows(&run, "/history", 2, columns, 20, content->history[0],
                         &fault) &&
       !runfile_put_number(&run, "number", content->number, &fault) &&
       !runfile_put_text(&run, "regime", content->text, &fault) &&
       !runfile_commit(&run, &fault));
  FILE *stream = fopen(kept, "rb");
  struct stat status;
  MUST(stream && fstat(fileno(stream), &status) == 0);
  *size = (size_t)status.st_size;
  unsigned char *bytes = malloc(*size);
  MUST(bytes && fread(bytes, 1, *size, stream) == *size);
  fclose(stream);
  return bytes;
}

static void check(const struct runfile *run, const struct content *expected) {
  static struct content found;
  const size_t shape[] = {NUMBERS / 10, 10};
  struct fault fault;
  size_t rows;
  double *history;
  memset(&found, 0, sizeof found);
  MUST(
      !runfile_get(run, "/weights/W", RUNFILE_FLOAT, 2, shape, found.weights, &fault) &&
      !runfile_get_rows(run, "/history", 2, columns, &rows, &history, &fault) &&
      rows == 20 && !runfile_get_number(run, "number", &found.number, &fault) &&
      !runfile_get_text(run, "regime", found.text, &fault));
  memcpy(found.history, history, sizeof found.history);
  free(history);
  MUST(!memcmp(&found, expected, sizeof found));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static struct content expected;
  static unsigned char *whole, *copy;
  static size_t whole_size;
  struct runfile run;
  struct fault fault = {""};
  if (!whole) {
    fill(&expected);
    whole = make(&expected, &whole_size);
    copy = malloc(whole_size);
    MUST(copy);
  }
  if (size < 1)
    return 0;
  const void *input = bytes + 1;
  size_t length = size - 1;
  if (bytes[0] % 2 && size >= 4) { /* two bytes say where */
    size_t at = ((size_t)bytes[1] << 8 | bytes[2]) % whole_size;
    memcpy(copy, whole, whole_size);
    for (size_t i = 3; i < size && at < whole_size; ++i, ++at)
      copy[at] ^= bytes[i];
    input = copy;
    length = whole_size;
  }
  if (runfile_open(&run, fuzz_file("input.h5", input, length), &fault)) {
    fuzz_refused(&fault);
    return 0;
  }
  check(&run, &expected);
  runfile_close(&run);
  return 0;
}
