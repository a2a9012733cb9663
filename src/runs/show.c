#include "show.h"

#include "runfile.h"
#include "text.h"

#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

struct showing {
  const struct runfile *run;
  FILE *stream;
};

static herr_t show_attribute(hid_t file, const char *name, const H5A_info_t *info,
                             void *context) {
  const struct showing *showing = context;
  char text[RUNFILE_TEXT_LONGEST + 1];
  double number;
  struct fault ignored;
  (void)file;
  (void)info;
  if (!runfile_get_text(showing->run, name, text, &ignored))
    fprintf(showing->stream, "%s = %s\n", name, text);
  else if (!runfile_get_number(showing->run, name, &number, &ignored))
    fprintf(showing->stream, "%s = %.9g\n", name, number);
  return 0;
}

/* The rows of a table below the names of their columns, right-aligned. */
static void show_rows(const struct showing *showing, size_t columns, char *const *names,
                      size_t rows, const double *data) {
  for (size_t c = 0; c < columns; ++c)
    fprintf(showing->stream, "%s%14s", c ? " " : "", names[c]);
  fputc('\n', showing->stream);
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c)
      fprintf(showing->stream, "%s%14.9g%s", c ? " " : "", data[r * columns + c],
              c + 1 == columns ? "\n" : "");
}

/* The longest name that HDF5's tables take here, and the most columns. */
enum { NAME_SIZE = 256, COLUMNS_MOST = 64 };

static int show_table(const struct showing *showing, const char *table,
                      struct fault *fault) {
  hsize_t columns, rows;
  char *names[COLUMNS_MOST];
  double *data;
  size_t count;
  if (H5TBget_table_info(showing->run->file, table, &columns, &rows) < 0 ||
      columns > COLUMNS_MOST)
    return fault_set(fault, "%s: %s cannot be read", showing->run->path, table);
  char *room = calloc(columns, NAME_SIZE);
  if (!room)
    return fault_set(fault, "%s: no memory for %s", showing->run->path, table);
  for (size_t c = 0; c < columns; ++c)
    names[c] = room + c * NAME_SIZE;
  int failed = -1;
  if (H5TBget_field_info(showing->run->file, table, names, NULL, NULL, NULL) < 0)
    fault_set(fault, "%s: %s cannot be read", showing->run->path, table);
  else
    failed = runfile_get_rows(showing->run, table, columns, (const char *const *)names,
                              &count, &data, fault);
  if (!failed) {
    show_rows(showing, columns, names, count, data);
    free(data);
  }
  free(room);
  return failed;
}

/* RUN.note beside RUN.h5, if there is one. */
static int show_note(const struct showing *showing, struct fault *fault) {
  const char *path = showing->run->path, *end = strrchr(path, '.');
  char *note = text_format(fault, "%.*s.note",
                           (int)(end ? (size_t)(end - path) : strlen(path)), path);
  if (!note)
    return -1;
  FILE *file = fopen(note, "r");
  free(note);
  if (!file)
    return 0;
  char line[4096];
  fputs("\nnote\n", showing->stream);
  while (fgets(line, sizeof line, file))
    fputs(line, showing->stream);
  fclose(file);
  return 0;
}

int show_run(const char *path, const char *headline, const char *table, FILE *stream,
             struct fault *fault) {
  struct runfile run;
  char said[RUNFILE_TEXT_LONGEST + 1];
  if (runfile_open(&run, path, fault))
    return -1;
  struct showing showing = {&run, stream};
  int failed = runfile_get_text(&run, headline, said, fault);
  if (!failed) {
    fprintf(stream, "%s: %s\n\n", path, said);
    H5Aiterate2(run.file, H5_INDEX_NAME, H5_ITER_INC, NULL, show_attribute, &showing);
    fputc('\n', stream);
    failed = show_table(&showing, table, fault) || show_note(&showing, fault) ? -1 : 0;
  }
  runfile_close(&run);
  return failed;
}
