/* fault: one line that says what is wrong, carried up to main.
 *
 * The one convention of failure, in all rooms, is told by the type that is returned:
 *
 *   int      0 = done, -1 = not done, and nothing else.  After -1 the fault holds the
 *            line; the caller passes the -1 on, and main prints it (program_end) and
 *            exits with status 2.  Where there is one reason only and the caller knows
 *            the place (no memory, a text that is no number), the function takes no
 *            fault: its header names the reason, and the caller writes the line.
 *   pointer  NULL stands for -1.
 *   bool     yes or no, and "no" is no fault: it holds, it was found, it is finite.
 *   enum     one of several answers, each named where the enum is: what certify found,
 *            or why data have no such statistic (enum statistics_status, statistics.h,
 *            where STATISTICS_DEFINED = 0 says that they have one).  No enum goes up
 *            as an int; whoever passes it on as a failure makes a line of it.
 *
 * More than that comes back through pointers.
 */
#ifndef FAULT_H
#define FAULT_H

struct fault {
  char line[512];
};

/* Writes the formatted line (one too long loses its middle) and returns -1, so that a
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
