/* Any bytes as an HDF5 map.  The first of the input chooses: the rest as it is; or a
 * whole file of one of four kinds with the rest laid over it from the place that the
 * next two bytes say.  Refused with a line or read; HDF5's library, which damage has
 * been known to crash, does so in a process of its own. */
#include "fuzz.h"
#include "maphdf.h"

#include <hdf5.h>
#include <hdf5_hl.h>

enum { KINDS = 4, LARGEST = 1 << 16 };

struct whole {
  size_t size;
  char bytes[LARGEST];
};

static void put(hid_t file, const char *name, int rank, hsize_t rows, hsize_t columns,
                int deflated) {
  static const double numbers[12] = {0.5, -1.25, 3.0, 0.0625, 0.75, -2.0, 1.0, 0.1};
  hid_t space = H5Screate_simple(rank, (const hsize_t[]){rows, columns}, NULL);
  hid_t made = H5Pcreate(H5P_DATASET_CREATE);
  if (deflated) {
    H5Pset_chunk(made, rank, (const hsize_t[]){1, 1});
    H5Pset_deflate(made, 4);
    H5Pset_fletcher32(made);
  }
  hid_t set = H5Dcreate2(file, name, deflated ? H5T_IEEE_F32LE : H5T_IEEE_F64LE, space,
                         H5P_DEFAULT, made, H5P_DEFAULT);
  MUST(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0);
  H5Dclose(set);
  H5Pclose(made);
  H5Sclose(space);
}

static void make(struct whole *whole, int kind) {
  const char *path = fuzz_file("whole.h5", "", 0);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (kind % 2) /* the newest format of the file, too */
    H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5LTset_attribute_string(file, "/", "activation", "relu");
  if (kind < 2) {
    put(file, "W", 2, 2, 2, 0);
    put(file, "b", 1, 2, 0, 0);
    put(file, "U", 2, 2, 3, 0);
    put(file, "x", 1, 3, 0, 0);
  } else {
    put(file, "W1", 2, 2, 3, 1);
    put(file, "W2", 2, 3, 2, 1);
    put(file, "b1", 1, 2, 0, 1);
    put(file, "b2", 1, 3, 0, 1);
    put(file, "diagonal", 1, 2, 0, 1);
  }
  H5Fclose(file);
  H5Pclose(access);
  FILE *stream = fopen(path, "rb");
  whole->size = fread(whole->bytes, 1, LARGEST, stream);
  fclose(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static struct whole whole[KINDS];
  static char copy[LARGEST];
  struct mapparts parts = {0};
  struct fault fault = {""};
  struct map map;
  for (int k = 0; k < KINDS && !whole[k].size; ++k)
    make(whole + k, k);
  if (!size)
    return 0;
  int kind = *bytes % (KINDS + 1);
  size_t length = size - 1 < LARGEST ? size - 1 : LARGEST;
  if (kind == KINDS)
    memcpy(copy, bytes + 1, length);
  else if (size >= 3) {
    size_t at = ((size_t)bytes[1] << 8 | bytes[2]) % whole[kind].size;
    length = whole[kind].size;
    memcpy(copy, whole[kind].bytes, length);
    memcpy(copy + at, bytes + 3, size - 3 < length - at ? size - 3 : length - at);
  }
  if (!maphdf_is(copy, length))
    return 0;
  if (maphdf_take(&parts, "input.h5", copy, length, &fault) ||
      mapparts_make(&parts, "input.h5", &map, &fault))
    fuzz_refused(&fault);
  else {
    MUST(map.dimension >= 1 && map.dimension <= MAP_UNITS_MOST);
    map_free(&map);
  }
  mapparts_free(&parts);
  return 0;
}
