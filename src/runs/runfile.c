#include "runfile.h"

#include "digest.h"
#include "replace.h"
#include "text.h"

#include <errno.h>
#include <hdf5_hl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USER_BLOCK = 512 };
static const char seal_word[] = "SHA256 ";

/* By how much a file grows that is being made in memory, bytes. */
static const size_t MEMORY_STEP = 1 << 20;

/* Elements of a chunk: one chunk a dataset up to this many. */
static const hsize_t CHUNK_ELEMENTS = 1 << 18;

static int refuse(const struct runfile *run, const char *name, const char *what,
                  struct fault *fault) {
  return fault_set(fault, "%s: %s: %s", run->path, name, what);
}

static int start(struct runfile *run, const char *path, struct fault *fault) {
  memset(run, 0, sizeof *run);
  run->file = H5I_INVALID_HID;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* one line of ours, not its stack of ten */
  run->path = text_format(fault, "%s", path);
  return run->path ? 0 : -1;
}

int runfile_create(struct runfile *run, const char *path, struct fault *fault) {
  struct replace probe;
  if (start(run, path, fault) || replace_open(&probe, path, fault)) {
    runfile_close(run);
    return -1;
  }
  replace_abandon(&probe); /* what cannot be written is said now, not after the work */
  hid_t creation = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_userblock(creation, USER_BLOCK);
  H5Pset_obj_track_times(creation, 0);
  /* The oldest format: of a newer one, HDF5 1.10 takes an image with a wrong checksum,
   * and writes the hour into groups it makes by itself. */
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  H5Pset_fapl_core(access, MEMORY_STEP, 0); /* in memory until it is committed */
  run->file = H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
  H5Pclose(access);
  H5Pclose(creation);
  if (run->file >= 0)
    return 0;
  runfile_close(run);
  return fault_set(fault, "%s: cannot be created by HDF5", path);
}

static void close_file(struct runfile *run) {
  if (run->file >= 0)
    H5Fclose(run->file);
  run->file = H5I_INVALID_HID;
}

void runfile_close(struct runfile *run) {
  close_file(run);
  free(run->path);
  run->path = NULL;
}

/* Reads the whole file; its size must leave something behind the user block. */
static unsigned char *read_bytes(struct runfile *run, const char *path, size_t *size,
                                 struct fault *fault) {
  FILE *stream = fopen(path, "rb");
  unsigned char *bytes = NULL;
  long end = 0;
  if (!stream) {
    fault_set(fault, "%s: cannot be read: %s", path, strerror(errno));
    return NULL;
  }
  run->damaged = fseek(stream, 0, SEEK_END) || (end = ftell(stream)) <= USER_BLOCK ||
                 end == LONG_MAX;
  if (run->damaged)
    fault_set(fault, "%s: is not a run file: too short for one", path);
  else if (!(bytes = malloc((size_t)end)))
    fault_set(fault, "%s: no memory for its %ld bytes", path, end);
  else {
    rewind(stream);
    if (fread(bytes, 1, (size_t)end, stream) != (size_t)end) {
      fault_set(fault, "%s: cannot be read to its end", path);
      free(bytes);
      bytes = NULL;
    }
  }
  fclose(stream);
  *size = (size_t)end;
  return bytes;
}

static int seal_of(const unsigned char *bytes, size_t size, char *seal) {
  struct digest_part body = {bytes + USER_BLOCK, size - USER_BLOCK};
  memset(seal, 0, USER_BLOCK);
  memcpy(seal, seal_word, sizeof seal_word - 1);
  if (digest_parts(&body, 1, seal + sizeof seal_word - 1))
    return -1;
  seal[sizeof seal_word - 1 + DIGEST_LENGTH] = '\n';
  return 0;
}

/* Opens verified bytes as an HDF5 file in memory; negative, and a fault, if they are
 * none or there is no memory. */
static hid_t open_image(unsigned char *bytes, size_t size, const char *path,
                        struct fault *fault) {
  char *name = text_format(fault, "/dev/null/%s", path);
  if (!name)
    return H5I_INVALID_HID;
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  H5Pset_fapl_core(access, MEMORY_STEP, 0);
  H5Pset_file_image(access, bytes, size);
  /* HDF5 insists on a name, and this is one that no file has. */
  hid_t file = H5Fopen(name, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  free(name);
  if (file < 0)
    fault_set(fault, "%s: is not an HDF5 file", path);
  return file;
}

int runfile_open(struct runfile *run, const char *path, struct fault *fault) {
  size_t size;
  char seal[USER_BLOCK];
  unsigned char *bytes =
      start(run, path, fault) ? NULL : read_bytes(run, path, &size, fault);
  int failed = -1;
  if (!bytes)
    ; /* said already */
  else if (seal_of(bytes, size, seal))
    fault_set(fault, "%s: its digest cannot be computed", path);
  else if ((run->damaged = memcmp(seal, bytes, USER_BLOCK) != 0))
    fault_set(fault,
              "%s: is damaged or is not a run file: its bytes do not match its SHA-256",
              path);
  else if ((run->file = open_image(bytes, size, path, fault)) >= 0)
    failed = 0;
  free(bytes);
  if (failed)
    runfile_close(run);
  return failed;
}

/* The bytes of a file that is being made, behind an empty user block. */
static unsigned char *take_image(const struct runfile *run, size_t *size) {
  ssize_t body = -1;
  if (H5Fflush(run->file, H5F_SCOPE_GLOBAL) >= 0)
    body = H5Fget_file_image(run->file, NULL, 0);
  unsigned char *bytes = body > 0 ? malloc(USER_BLOCK + (size_t)body) : NULL;
  if (bytes && H5Fget_file_image(run->file, bytes + USER_BLOCK, (size_t)body) != body) {
    free(bytes);
    bytes = NULL;
  }
  *size = USER_BLOCK + (size_t)body;
  return bytes;
}

int runfile_commit(struct runfile *run, struct fault *fault) {
  size_t size;
  struct replace file;
  unsigned char *bytes = take_image(run, &size);
  int failed = -1;
  close_file(run);
  if (!bytes || seal_of(bytes, size, (char *)bytes))
    fault_set(fault, "%s: no memory to put it together", run->path);
  else if (!replace_open(&file, run->path, fault)) {
    fwrite(bytes, 1, size, file.stream); /* an error stays in the stream */
    failed = replace_commit(&file, fault);
  }
  free(bytes);
  runfile_close(run);
  return failed;
}

static hid_t memory_type(enum runfile_type type) {
  switch (type) {
  case RUNFILE_FLOAT:
    return H5T_NATIVE_FLOAT;
  case RUNFILE_DOUBLE:
    return H5T_NATIVE_DOUBLE;
  case RUNFILE_LONG:
    return H5T_NATIVE_LONG;
  case RUNFILE_BYTE:
    return H5T_NATIVE_UCHAR;
  }
  return H5I_INVALID_HID;
}

static hid_t disk_type(enum runfile_type type) {
  switch (type) {
  case RUNFILE_FLOAT:
    return H5T_IEEE_F32LE;
  case RUNFILE_DOUBLE:
    return H5T_IEEE_F64LE;
  case RUNFILE_LONG:
    return H5T_STD_I64LE;
  case RUNFILE_BYTE:
    return H5T_STD_U8LE;
  }
  return H5I_INVALID_HID;
}

/* Creates and fills a dataset; returns a negative number if HDF5 refuses. */
static herr_t put_dataset(const struct runfile *run, const char *name, hid_t disk,
                          hid_t memory, size_t rank, const size_t *shape,
                          const void *data) {
  hsize_t extent[RUNFILE_RANK_LARGEST], chunk[RUNFILE_RANK_LARGEST], elements = 1;
  for (size_t i = rank; i-- > 0;) {
    extent[i] = shape[i];
    hsize_t room = elements ? CHUNK_ELEMENTS / elements : 0;
    chunk[i] = extent[i] < room ? extent[i] : room ? room : 1;
    elements *= chunk[i];
  }
  hid_t space = H5Screate_simple((int)rank, extent, NULL);
  hid_t links = H5Pcreate(H5P_LINK_CREATE), creation = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  H5Pset_obj_track_times(creation, 0);
  herr_t status = -1;
  if (elements == 0 || (H5Pset_chunk(creation, (int)rank, chunk) >= 0 &&
                        H5Pset_fletcher32(creation) >= 0)) {
    hid_t dataset =
        H5Dcreate2(run->file, name, disk, space, links, creation, H5P_DEFAULT);
    if (dataset >= 0) {
      status =
          elements ? H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) : 0;
      if (H5Dclose(dataset) < 0)
        status = -1;
    }
  }
  H5Pclose(creation);
  H5Pclose(links);
  H5Sclose(space);
  return status;
}

int runfile_put(struct runfile *run, const char *name, enum runfile_type type,
                size_t rank, const size_t *shape, const void *data,
                struct fault *fault) {
  if (put_dataset(run, name, disk_type(type), memory_type(type), rank, shape, data) < 0)
    return refuse(run, name, "cannot be written", fault);
  return 0;
}

/* Opens a dataset of exactly this rank; SHAPE receives its extents. */
static hid_t open_dataset(const struct runfile *run, const char *name, size_t rank,
                          hsize_t *extent, struct fault *fault) {
  hid_t dataset = H5Dopen2(run->file, name, H5P_DEFAULT);
  if (dataset < 0) {
    refuse(run, name, "is missing", fault);
    return dataset;
  }
  hid_t space = H5Dget_space(dataset);
  int found = H5Sget_simple_extent_ndims(space);
  if (found == (int)rank)
    H5Sget_simple_extent_dims(space, extent, NULL);
  H5Sclose(space);
  if (found != (int)rank) {
    fault_set(fault, "%s: %s: has %d dimensions, needs %zu", run->path, name, found,
              rank);
    H5Dclose(dataset);
    return H5I_INVALID_HID;
  }
  return dataset;
}

int runfile_get(const struct runfile *run, const char *name, enum runfile_type type,
                size_t rank, const size_t *shape, void *data, struct fault *fault) {
  hsize_t extent[RUNFILE_RANK_LARGEST];
  hid_t dataset = open_dataset(run, name, rank, extent, fault);
  if (dataset < 0)
    return -1;
  int failed = 0;
  hid_t kind = H5Dget_type(dataset);
  if (H5Tequal(kind, disk_type(type)) <= 0)
    failed = refuse(run, name, "has another number type than the format says", fault);
  for (size_t i = 0; !failed && i < rank; ++i)
    if (extent[i] != shape[i])
      failed = fault_set(fault, "%s: %s: dimension %zu is %llu, needs %zu", run->path,
                         name, i + 1, (unsigned long long)extent[i], shape[i]);
  if (!failed &&
      H5Dread(dataset, memory_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
    failed = refuse(run, name, "cannot be read", fault);
  H5Tclose(kind);
  H5Dclose(dataset);
  return failed;
}

bool runfile_has(const struct runfile *run, const char *name) {
  return H5LTpath_valid(run->file, name, 1) > 0;
}

struct visit {
  int (*use)(const char *name, void *context);
  void *context;
  int failed;
};

static herr_t visit_member(hid_t group, const char *name, const H5L_info_t *info,
                           void *data) {
  struct visit *visit = data;
  (void)group;
  (void)info;
  visit->failed = visit->use(name, visit->context);
  return visit->failed != 0;
}

int runfile_members(const struct runfile *run, const char *group,
                    int (*use)(const char *name, void *context), void *context,
                    struct fault *fault) {
  struct visit visit = {use, context, 0};
  hid_t opened = H5Gopen2(run->file, group, H5P_DEFAULT);
  if (opened < 0)
    return refuse(run, group, "is missing", fault);
  herr_t status =
      H5Literate(opened, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_member, &visit);
  H5Gclose(opened);
  return status < 0 ? refuse(run, group, "cannot be listed", fault) : visit.failed;
}

/* The compound type of a table, of 64-bit floats of the given kind. */
static hid_t row_type(size_t columns, const char *const *names, hid_t number) {
  hid_t type = H5Tcreate(H5T_COMPOUND, columns * sizeof(double));
  for (size_t i = 0; i < columns; ++i)
    H5Tinsert(type, names[i], i * sizeof(double), number);
  return type;
}

int runfile_put_rows(struct runfile *run, const char *name, size_t columns,
                     const char *const *names, size_t rows, const double *data,
                     struct fault *fault) {
  hid_t disk = row_type(columns, names, H5T_IEEE_F64LE);
  hid_t memory = row_type(columns, names, H5T_NATIVE_DOUBLE);
  herr_t status = put_dataset(run, name, disk, memory, 1, &rows, data);
  H5Tclose(memory);
  H5Tclose(disk);
  return status < 0 ? refuse(run, name, "cannot be written", fault) : 0;
}

int runfile_get_rows(const struct runfile *run, const char *name, size_t columns,
                     const char *const *names, size_t *rows, double **data,
                     struct fault *fault) {
  hsize_t extent;
  hid_t dataset = open_dataset(run, name, 1, &extent, fault);
  if (dataset < 0)
    return -1;
  int failed = 0;
  hid_t disk = row_type(columns, names, H5T_IEEE_F64LE);
  hid_t memory = row_type(columns, names, H5T_NATIVE_DOUBLE);
  hid_t kind = H5Dget_type(dataset);
  *data = NULL;
  *rows = extent;
  if (H5Tequal(kind, disk) <= 0)
    failed = refuse(run, name, "has other columns than the format says", fault);
  else if (!(*data = malloc(extent ? extent * columns * sizeof **data : 1)))
    failed = refuse(run, name, "no memory", fault);
  else if (extent && H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, *data) < 0)
    failed = refuse(run, name, "cannot be read", fault);
  if (failed) {
    free(*data);
    *data = NULL;
  }
  H5Tclose(kind);
  H5Tclose(memory);
  H5Tclose(disk);
  H5Dclose(dataset);
  return failed;
}

int runfile_put_text(struct runfile *run, const char *name, const char *text,
                     struct fault *fault) {
  if (strlen(text) > RUNFILE_TEXT_LONGEST ||
      H5LTset_attribute_string(run->file, "/", name, text) < 0)
    return refuse(run, name, "this attribute cannot be written", fault);
  return 0;
}

/* Class and size of an attribute that is one value, not an array; -1 if it is not. */
static int single_attribute(const struct runfile *run, const char *name,
                            H5T_class_t *class, size_t *size) {
  hid_t attribute = H5Aopen(run->file, name, H5P_DEFAULT);
  hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  *class = H5Tget_class(type);
  *size = H5Tget_size(type);
  int single =
      H5Sget_simple_extent_npoints(space) == 1 && H5Tis_variable_str(type) <= 0;
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return single ? 0 : -1;
}

int runfile_get_text(const struct runfile *run, const char *name, char *text,
                     struct fault *fault) {
  H5T_class_t class;
  size_t size;
  memset(text, 0, RUNFILE_TEXT_LONGEST + 1);
  if (H5Aexists(run->file, name) <= 0)
    return refuse(run, name, "this attribute is missing", fault);
  if (single_attribute(run, name, &class, &size) || class != H5T_STRING ||
      size > RUNFILE_TEXT_LONGEST + 1 ||
      H5LTget_attribute_string(run->file, "/", name, text) < 0)
    return refuse(run, name, "this attribute is not a text", fault);
  text[RUNFILE_TEXT_LONGEST] = '\0';
  return 0;
}

int runfile_put_number(struct runfile *run, const char *name, double number,
                       struct fault *fault) {
  if (H5LTset_attribute_double(run->file, "/", name, &number, 1) < 0)
    return refuse(run, name, "this attribute cannot be written", fault);
  return 0;
}

int runfile_get_number(const struct runfile *run, const char *name, double *number,
                       struct fault *fault) {
  H5T_class_t class;
  size_t size;
  if (H5Aexists(run->file, name) <= 0)
    return refuse(run, name, "this attribute is missing", fault);
  if (single_attribute(run, name, &class, &size) || class != H5T_FLOAT ||
      H5LTget_attribute_double(run->file, "/", name, number) < 0)
    return refuse(run, name, "this attribute is not a number", fault);
  return 0;
}
