/* fault: one line that says what is wrong, carried up to main.
 *
 * Functions that can fail return 0 on success and -1 after writing the line; the caller
 * passes the -1 on, and main prints the line with fault_print and exits with status 2.
 */
#ifndef FAULT_H
#define FAULT_H

struct fault {
  char line[512];
};

/* Writes the formatted line (cut at the buffer's end) and returns -1, so that a
 * function can say `return fault_set(...)`.  A line names the file, the value that was
 * found and what would be right. */
#define fault_set(...) fault_raise(fault_write(__VA_ARGS__))

/* (Inline, so that a static analyser knows what a fault_set returns.) */
int fault_write(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline int fault_raise(int written) {
  (void)written;
  return -1;
}

/* Prints "PROGRAM: LINE" on the standard error stream and returns the exit status 2. */
int fault_print(const struct fault *fault, const char *program);

#endif
