/* outputs: the files of one program that stand in one folder, opened together. */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include "replace.h"

/* Opens COUNT files of these NAMES in FOLDER, all or none, for replace_finish.  The one
 * whose name is NULL is at the path ASIDE; if that is NULL too, it is not wanted: its
 * stream is NULL. */
int outputs_open(struct replace *files, const char *folder, const char *const *names,
                 size_t count, const char *aside, struct fault *fault);

#endif
