/* version: which programs these are. */
#ifndef VERSION_H
#define VERSION_H

#include <stdio.h>

/* Prints the version and the commit, then the libraries it runs with. */
void version_print(const char *program, FILE *stream);

#endif
