#include "maphdf.h"

#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  MEMORY_STEP = 1 << 16,
  RANK_MOST = 2,
  SECONDS = 60, /* of processor time, within which any file is read */
  WORD_MOST = 64
};

/* HDF5 looks at 0, 512, 1024, 2048, ... */
bool maphdf_is(const char *bytes, size_t size) {
  static const char signature[] = "\211HDF\r\n\032\n";
  for (size_t at = 0; at + 8 <= size; at = at ? 2 * at : 512)
    if (!memcmp(bytes + at, signature, 8))
      return true;
  return false;
}

/* What the child looks at. */
struct source {
  hid_t file;
  const char *name; /* in messages */
  struct fault *fault;
};

enum { U = MAPPARTS_COUNT, X, ACTIVATION, KNOWN };

static const char *const more_names[] = {"U", "x", "activation"};

static const char *known_name(size_t which) {
  return which < MAPPARTS_COUNT ? mapparts_names[which]
                                : more_names[which - MAPPARTS_COUNT];
}

/* A dataset's numbers. */
struct numbers {
  size_t rank, shape[RANK_MOST], count;
  double *values; /* NULL: the dataset is not there */
};

static herr_t check_name(hid_t group, const char *name, const H5L_info_t *info,
                         void *context) {
  struct source *source = context;
  (void)group;
  (void)info;
  for (size_t k = 0; k < KNOWN; ++k)
    if (!strcmp(name, known_name(k)))
      return 0;
  return fault_set(
      source->fault,
      "%s: holds '%.60s'; W, b, U with x, input, leak, diagonal, W1, W2, b1, "
      "b2 and activation are accepted",
      source->name, name);
}

/* Refuses names that are not known: one may be a known one, misspelt. */
static int check_names(struct source *source) {
  herr_t status =
      H5Literate(source->file, H5_INDEX_NAME, H5_ITER_INC, NULL, check_name, source);
  if (status < 0 && !*source->fault->line)
    return fault_set(source->fault, "%s: is damaged: its contents cannot be listed",
                     source->name);
  return status < 0 ? -1 : 0;
}

/* The filters that a dataset needs must be there. */
static int check_filters(const struct source *source, hid_t data, const char *name) {
  hid_t created = H5Dget_create_plist(data);
  int failed = 0, count = H5Pget_nfilters(created);
  for (int k = 0; k < count && !failed; ++k) {
    unsigned flags, mask;
    size_t parameters = 0;
    char filter[WORD_MOST] = "";
    H5Z_filter_t id = H5Pget_filter2(created, (unsigned)k, &flags, &parameters, NULL,
                                     sizeof filter, filter, &mask);
    if (H5Zfilter_avail(id) <= 0)
      failed = fault_set(source->fault,
                         "%s: %s is compressed by the filter %d (%s), which the HDF5 "
                         "library here lacks; gzip is accepted",
                         source->name, name, (int)id, filter);
  }
  H5Pclose(created);
  return failed;
}

static int check_type(const struct source *source, hid_t data, const char *name) {
  hid_t type = H5Dget_type(data);
  H5T_class_t class = H5Tget_class(type);
  H5Tclose(type);
  if (H5Aexists(data, "MATLAB_class") > 0)
    return fault_set(source->fault,
                     "%s: was written by MATLAB, which stores matrices transposed; "
                     "tools/map_from.py makes a map of it",
                     source->name);
  return class == H5T_FLOAT || class == H5T_INTEGER
             ? 0
             : fault_set(source->fault, "%s: %s does not hold real numbers",
                         source->name, name);
}

static int measure(const struct source *source, hid_t data, const char *name,
                   struct numbers *numbers) {
  hsize_t shape[RANK_MOST] = {1, 1};
  hid_t space = H5Dget_space(data);
  int rank = H5Sget_simple_extent_ndims(space);
  bool simple = H5Sget_simple_extent_type(space) != H5S_NULL && rank >= 0;
  if (simple && rank <= RANK_MOST)
    H5Sget_simple_extent_dims(space, shape, NULL);
  H5Sclose(space);
  if (!simple || rank > RANK_MOST || !shape[0] || !shape[1] ||
      shape[0] > MAP_UNITS_MOST || shape[1] > MAP_UNITS_MOST)
    return fault_set(source->fault,
                     "%s: %s must have up to 2 dimensions of 1 to %d numbers",
                     source->name, name, MAP_UNITS_MOST);
  numbers->rank = (size_t)rank;
  numbers->shape[0] = (size_t)shape[0];
  numbers->shape[1] = (size_t)shape[1];
  numbers->count = numbers->shape[0] * numbers->shape[1];
  return 0;
}

static int read_values(const struct source *source, hid_t data, const char *name,
                       struct numbers *numbers) {
  numbers->values = malloc(numbers->count * sizeof *numbers->values);
  if (!numbers->values)
    return fault_set(source->fault, "%s: no memory for %s", source->name, name);
  if (H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers->values) <
      0)
    return fault_set(source->fault, "%s: is damaged: %s cannot be read", source->name,
                     name);
  for (size_t k = 0; k < numbers->count; ++k)
    if (!isfinite(numbers->values[k]))
      return fault_set(source->fault,
                       "%s: %s[%zu, %zu] (counted from 0) is %g, not a finite number",
                       source->name, name, k / numbers->shape[1], k % numbers->shape[1],
                       numbers->values[k]);
  return 0;
}

/* Reads a dataset if it is there. */
static int read_numbers(const struct source *source, const char *name,
                        struct numbers *numbers) {
  *numbers = (struct numbers){.values = NULL};
  if (H5Lexists(source->file, name, H5P_DEFAULT) <= 0)
    return 0;
  hid_t data = H5Dopen2(source->file, name, H5P_DEFAULT);
  if (data < 0)
    return fault_set(source->fault, "%s: %s is no dataset that can be opened",
                     source->name, name);
  int failed = check_type(source, data, name) || check_filters(source, data, name) ||
               measure(source, data, name, numbers) ||
               read_values(source, data, name, numbers);
  H5Dclose(data);
  return failed ? -1 : 0;
}

/* A string, of fixed or of variable length, from an attribute or a dataset; fails if it
 * is too long for WORD. */
static int read_word(hid_t object, bool is_data, char word[WORD_MOST]) {
  hid_t type = is_data ? H5Dget_type(object) : H5Aget_type(object);
  hid_t space = is_data ? H5Dget_space(object) : H5Aget_space(object);
  hid_t memory = H5Tcopy(H5T_C_S1);
  char *text = NULL;
  int failed = -1;
  if (H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1) {
    bool variable = H5Tis_variable_str(type) > 0;
    H5Tset_size(memory, variable ? H5T_VARIABLE : WORD_MOST);
    H5Tset_cset(memory, H5Tget_cset(type));
    void *room = variable ? (void *)&text : word;
    herr_t status = is_data
                        ? H5Dread(object, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, room)
                        : H5Aread(object, memory, room);
    if (status >= 0 && !variable)
      failed = 0;
    if (status >= 0 && variable && text && strlen(text) < WORD_MOST) {
      strcpy(word, text);
      failed = 0;
    }
    free(text);
  }
  word[WORD_MOST - 1] = '\0';
  H5Tclose(memory);
  H5Sclose(space);
  H5Tclose(type);
  return failed;
}

static int read_activation(const struct source *source, struct mapparts *parts) {
  char word[WORD_MOST] = "";
  bool in_data = H5Lexists(source->file, "activation", H5P_DEFAULT) > 0;
  if (!in_data && H5Aexists(source->file, "activation") <= 0)
    return fault_set(source->fault,
                     "%s: has no attribute activation; 'relu' or 'tanh' is needed",
                     source->name);
  hid_t object = in_data ? H5Dopen2(source->file, "activation", H5P_DEFAULT)
                         : H5Aopen(source->file, "activation", H5P_DEFAULT);
  int failed = object < 0 || read_word(object, in_data, word);
  if (object >= 0)
    in_data ? H5Dclose(object) : H5Aclose(object);
  if (failed)
    return fault_set(source->fault,
                     "%s: activation is not one string of less than %d characters; "
                     "'relu' or 'tanh' is accepted",
                     source->name, WORD_MOST);
  if (strcmp(word, "relu") && strcmp(word, "tanh"))
    return fault_set(source->fault, "%s: activation '%s': relu or tanh is accepted",
                     source->name, word);
  parts->activation = *word == 't' ? MAP_TANH : MAP_RELU;
  parts->has_activation = true;
  return 0;
}

/* Takes NUMBERS as a part whose shape is known; a row may stand as a column. */
static int take_part(const struct source *source, struct mapparts *parts,
                     enum mapparts_part part, const struct numbers *numbers) {
  size_t rows, columns;
  mapparts_shape(parts, part, &rows, &columns);
  bool one_for_all = part == MAPPARTS_LEAK && numbers->count == 1;
  bool fits = rows == 1 ? numbers->count == columns &&
                              (numbers->rank == 1 || numbers->shape[0] == 1 ||
                               numbers->shape[1] == 1)
                        : numbers->rank == 2 && numbers->shape[0] == rows &&
                              numbers->shape[1] == columns;
  if (!fits && !one_for_all)
    return fault_set(source->fault,
                     "%s: %s has the shape %zu x %zu, %zu x %zu is needed",
                     source->name, mapparts_names[part], numbers->shape[0],
                     numbers->shape[1], rows, columns);
  if (mapparts_add(parts, part, source->fault))
    return -1;
  for (size_t k = 0; k < rows * columns; ++k)
    parts->numbers[part][k] = numbers->values[one_for_all ? 0 : k];
  return 0;
}

/* input += U x */
static int add_input(const struct source *source, struct mapparts *parts,
                     const struct numbers *u, const struct numbers *x) {
  size_t n = parts->dimension;
  if (!u->values && !x->values)
    return 0;
  if (!u->values || !x->values)
    return fault_set(source->fault, "%s: %s stands without %s", source->name,
                     u->values ? "U" : "x", u->values ? "x" : "U");
  if (u->rank != 2 || u->shape[0] != n || x->count != u->shape[1] ||
      (x->rank == 2 && x->shape[0] != 1 && x->shape[1] != 1))
    return fault_set(
        source->fault,
        "%s: U has the shape %zu x %zu and x has %zu numbers; %zu x K and K "
        "are needed",
        source->name, u->shape[0], u->shape[1], x->count, n);
  if (!parts->numbers[MAPPARTS_INPUT] &&
      mapparts_add(parts, MAPPARTS_INPUT, source->fault))
    return -1;
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < x->count; ++k)
      parts->numbers[MAPPARTS_INPUT][i] += u->values[i * x->count + k] * x->values[k];
  return 0;
}

/* N and H, from W or from W1. */
static int find_sizes(const struct source *source, struct mapparts *parts,
                      const struct numbers *found) {
  const struct numbers *W = found + MAPPARTS_W, *W1 = found + MAPPARTS_W1;
  if (W->values && (W->rank != 2 || W->shape[0] != W->shape[1]))
    return fault_set(source->fault, "%s: W has the shape %zu x %zu; N x N is needed",
                     source->name, W->shape[0], W->shape[1]);
  if (W1->values && W1->rank != 2)
    return fault_set(source->fault, "%s: W1 has 1 dimension; N x H is needed",
                     source->name);
  if (!W->values && !W1->values)
    return fault_set(source->fault, "%s: holds neither W nor W1", source->name);
  parts->dimension = W1->values ? W1->shape[0] : W->shape[0];
  parts->hidden = W1->values ? W1->shape[1] : 0;
  if (parts->dimension > MAP_STATES_MOST)
    return fault_set(source->fault,
                     "%s: dimension '%zu': a whole number from 1 to %d is "
                     "accepted",
                     source->name, parts->dimension, MAP_STATES_MOST);
  for (size_t k = MAPPARTS_W2; k <= MAPPARTS_B2; ++k)
    if (found[k].values && !W1->values)
      return fault_set(source->fault, "%s: %s stands without W1", source->name,
                       known_name(k));
  return 0;
}

static int take_all(const struct source *source, struct mapparts *parts,
                    struct numbers *found) {
  for (size_t k = 0; k < ACTIVATION; ++k)
    if (read_numbers(source, known_name(k), found + k))
      return -1;
  if (find_sizes(source, parts, found))
    return -1;
  for (size_t k = 0; k < MAPPARTS_COUNT; ++k)
    if (found[k].values && take_part(source, parts, (enum mapparts_part)k, found + k))
      return -1;
  return add_input(source, parts, found + U, found + X);
}

static int take_file(struct mapparts *parts, const char *name, char *bytes, size_t size,
                     struct fault *fault) {
  struct numbers found[KNOWN] = {{.values = NULL}};
  struct source source = {.name = name, .fault = fault};
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  H5Pset_fapl_core(access, MEMORY_STEP, 0);
  H5Pset_file_image(access, bytes, size);
  /* (HDF5 insists on a name that no file has.) */
  source.file = H5Fopen("/dev/null/map", H5F_ACC_RDONLY, access);
  H5Pclose(access);
  if (source.file < 0)
    return fault_set(fault, "%s: is damaged: HDF5 cannot open it", name);
  int failed =
      H5Lexists(source.file, "weights", H5P_DEFAULT) > 0
          ? fault_set(fault, "%s: is a run, not a map; give it without --map", name)
          : check_names(&source) || read_activation(&source, parts) ||
                take_all(&source, parts, found);
  for (size_t k = 0; k < KNOWN; ++k)
    free(found[k].values);
  H5Fclose(source.file);
  return failed ? -1 : 0;
}

/* What the child hands on, before the numbers of each part that is there. */
struct message {
  int failed;
  struct fault fault;
  bool has_activation, there[MAPPARTS_COUNT];
  enum map_activation activation;
  size_t dimension, hidden;
};

static size_t length_of(const struct mapparts *parts, size_t part) {
  size_t rows, columns;
  mapparts_shape(parts, (enum mapparts_part)part, &rows, &columns);
  return rows * columns;
}

/* The child: reads, hands on and ends. */
static void read_and_tell(int end, const char *name, char *bytes, size_t size) {
  struct mapparts parts = {0};
  struct message message = {0};
  const struct rlimit none = {0, 0}, seconds = {SECONDS, SECONDS};
  FILE *stream = fdopen(end, "wb");
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_CPU, &seconds);
  if (!stream || !freopen("/dev/null", "w", stderr))
    _exit(2);
  message.failed = take_file(&parts, name, bytes, size, &message.fault);
  message.has_activation = parts.has_activation;
  message.activation = parts.activation;
  message.dimension = parts.dimension;
  message.hidden = parts.hidden;
  for (size_t k = 0; k < MAPPARTS_COUNT; ++k)
    message.there[k] = parts.numbers[k] != NULL;
  fwrite(&message, sizeof message, 1, stream);
  for (size_t k = 0; k < MAPPARTS_COUNT && !message.failed; ++k)
    if (parts.numbers[k])
      fwrite(parts.numbers[k], sizeof(double), length_of(&parts, k), stream);
  _exit(fclose(stream) ? 2 : 0);
}

/* The parent: takes what the child hands on; 0, or -1 without a fault if that ends too
 * soon. */
static int listen(FILE *stream, struct mapparts *parts, struct fault *fault) {
  struct message message;
  if (fread(&message, sizeof message, 1, stream) != 1)
    return -1;
  if (message.failed) {
    *fault = message.fault;
    return -1;
  }
  parts->has_activation = message.has_activation;
  parts->activation = message.activation;
  parts->dimension = message.dimension;
  parts->hidden = message.hidden;
  for (size_t k = 0; k < MAPPARTS_COUNT; ++k)
    if (message.there[k]) {
      if (mapparts_add(parts, (enum mapparts_part)k, fault))
        return -1;
      size_t length = length_of(parts, k);
      if (fread(parts->numbers[k], sizeof(double), length, stream) != length)
        return -1;
    }
  return 0;
}

int maphdf_take(struct mapparts *parts, const char *name, char *bytes, size_t size,
                struct fault *fault) {
  int ends[2], status = 0;
  fault->line[0] = '\0';
  if (pipe(ends))
    return fault_set(fault, "%s: no pipe to read it through", name);
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    read_and_tell(ends[1], name, bytes, size);
  }
  close(ends[1]);
  FILE *stream = child < 0 ? NULL : fdopen(ends[0], "rb");
  int failed = stream ? listen(stream, parts, fault)
                      : fault_set(fault, "%s: no process to read it", name);
  if (stream)
    fclose(stream);
  else
    close(ends[0]);
  if (child > 0)
    waitpid(child, &status, 0);
  return failed && !*fault->line
             ? fault_set(fault, "%s: is damaged: HDF5's library breaks off reading it",
                         name)
             : failed;
}
