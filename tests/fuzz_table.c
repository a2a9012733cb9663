/* Any bytes as a table: refused with a line, or read, and then written from its cells
 * it reads back the same. */
#include "fuzz.h"
#include "table.h"

static void check(const struct table *table) {
  struct table back;
  struct fault fault;
  char *text;
  size_t size, column;
  FILE *stream = open_memstream(&text, &size);
  for (size_t i = 0; i < table->columns; ++i)
    fprintf(stream, "%s%c", table->names[i], i + 1 < table->columns ? '\t' : '\n');
  for (size_t row = 0; row < table->rows; ++row) {
    MUST(table->lines[row] > (row ? table->lines[row - 1] : 0));
    for (size_t i = 0; i < table->columns; ++i) {
      const char *cell = table_text(table, row, i);
      double number;
      MUST(*cell && !strpbrk(cell, "\t\r\n"));
      fprintf(stream, "%s%c", cell, i + 1 < table->columns ? '\t' : '\n');
      if (!table_number(table, row, table->names[i], -1.0, 1.0, &number, &fault))
        MUST(number >= -1.0 && number <= 1.0);
      else
        fuzz_refused(&fault);
    }
  }
  fclose(stream);
  MUST(!table_column(table, table->names[table->columns - 1], &column, &fault) &&
       column == table->columns - 1);
  /* A cell of the first column may begin as a comment does only in the header's line.
   */
  if (!strstr(text, "\n#") && *text != '#') {
    MUST(!table_read(&back, fuzz_file("back.tsv", text, size), &fault));
    MUST(back.columns == table->columns && back.rows == table->rows);
    for (size_t i = 0; i < back.rows * back.columns; ++i)
      MUST(!strcmp(back.cells[i], table->cells[i]));
    table_free(&back);
  }
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct table table;
  struct fault fault = {""};
  if (table_read(&table, fuzz_file("input.tsv", bytes, size), &fault)) {
    fuzz_refused(&fault);
    return 0;
  }
  check(&table);
  table_free(&table);
  return 0;
}
