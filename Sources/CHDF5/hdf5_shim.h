#pragma once

// What Swift cannot see of HDF5, since it is made of macros, and the way by which HDF5
// reads: a driver over one descriptor. HDF5 opens no file by this driver but the one that
// `fpaudit_hdf5_open` was given, whatever names a file holds.

#define H5_USE_110_API
#include <hdf5.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>

// A file, as its driver knows it. HDF5 asks that its own record comes first.
typedef struct {
  H5FD_t base;
  int descriptor;
  haddr_t byte_count;
  haddr_t allocated;
} fpaudit_hdf5_file;

// What a file is opened by.
typedef struct {
  int descriptor;
  haddr_t byte_count;
} fpaudit_hdf5_source;

static inline H5FD_t *fpaudit_hdf5_driver_open(
    const char *name, unsigned flags, hid_t access, haddr_t greatest) {
  (void)name;
  (void)greatest;
  // Without its own property there is no source: HDF5 wants to follow a link elsewhere.
  const fpaudit_hdf5_source *source = (const fpaudit_hdf5_source *)H5Pget_driver_info(access);
  if (source == NULL || flags != H5F_ACC_RDONLY) return NULL;
  fpaudit_hdf5_file *file = (fpaudit_hdf5_file *)calloc(1, sizeof(fpaudit_hdf5_file));
  if (file == NULL) return NULL;
  file->descriptor = dup(source->descriptor);
  file->byte_count = source->byte_count;
  if (file->descriptor >= 0) return &file->base;
  free(file);
  return NULL;
}

static inline herr_t fpaudit_hdf5_driver_close(H5FD_t *base) {
  fpaudit_hdf5_file *file = (fpaudit_hdf5_file *)base;
  close(file->descriptor);
  free(file);
  return 0;
}

static inline haddr_t fpaudit_hdf5_driver_allocated(const H5FD_t *base, H5FD_mem_t type) {
  (void)type;
  return ((const fpaudit_hdf5_file *)base)->allocated;
}

static inline herr_t fpaudit_hdf5_driver_allocate(H5FD_t *base, H5FD_mem_t type, haddr_t end) {
  (void)type;
  ((fpaudit_hdf5_file *)base)->allocated = end;
  return 0;
}

static inline haddr_t fpaudit_hdf5_driver_end(const H5FD_t *base, H5FD_mem_t type) {
  (void)type;
  return ((const fpaudit_hdf5_file *)base)->byte_count;
}

// Reads; zeros stand behind the end of the file, as in HDF5's own drivers, and what has
// gone since it was opened is an error.
static inline herr_t fpaudit_hdf5_driver_read(
    H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t place, size_t size, void *bytes) {
  (void)type;
  (void)transfer;
  const fpaudit_hdf5_file *file = (const fpaudit_hdf5_file *)base;
  char *target = (char *)bytes;
  while (size > 0 && place < file->byte_count) {
    haddr_t left = file->byte_count - place;
    size_t wanted = left < size ? (size_t)left : size;
    ssize_t count = pread(file->descriptor, target, wanted, (off_t)place);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return -1;
    target += count;
    place += (haddr_t)count;
    size -= (size_t)count;
  }
  memset(target, 0, size);
  return 0;
}

static inline herr_t fpaudit_hdf5_driver_write(
    H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t place, size_t size,
    const void *bytes) {
  (void)base;
  (void)type;
  (void)transfer;
  (void)place;
  (void)size;
  (void)bytes;
  return -1;
}

// Starts HDF5, which then prints nothing and loads no plugin; to be called by every
// thread, since what is printed is a setting of threads.
static inline bool fpaudit_hdf5_start(void) {
  return H5open() >= 0 && H5Eset_auto2(H5E_DEFAULT, NULL, NULL) >= 0 &&
         H5PLset_loading_state(0) >= 0;
}

static inline herr_t fpaudit_hdf5_note_error(unsigned depth, const H5E_error2_t *error, void *text) {
  if (depth == 0 && error->desc != NULL) {
    strncpy((char *)text, error->desc, 255);
    ((char *)text)[255] = 0;
  }
  return 0;
}

// Writes the innermost of the errors that HDF5 has noted into 256 bytes.
static inline void fpaudit_hdf5_error(char *text) {
  text[0] = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, fpaudit_hdf5_note_error, text);
  H5Eclear2(H5E_DEFAULT);
}

// Opens a file for reading through a descriptor, which is duplicated; negative if HDF5
// refuses it, for the reason that is written into 256 bytes.
static inline hid_t fpaudit_hdf5_open(int descriptor, unsigned long long byte_count, char *reason) {
  H5FD_class_t driver;
  memset(&driver, 0, sizeof driver);
#ifdef H5FD_CLASS_VERSION
  driver.version = H5FD_CLASS_VERSION;
  driver.value = (H5FD_class_value_t)511;
#endif
  driver.name = "fpaudit";
  driver.maxaddr = ((haddr_t)1 << 63) - 1;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(fpaudit_hdf5_source);
  driver.open = fpaudit_hdf5_driver_open;
  driver.close = fpaudit_hdf5_driver_close;
  driver.get_eoa = fpaudit_hdf5_driver_allocated;
  driver.set_eoa = fpaudit_hdf5_driver_allocate;
  driver.get_eof = fpaudit_hdf5_driver_end;
  driver.read = fpaudit_hdf5_driver_read;
  driver.write = fpaudit_hdf5_driver_write;
  hid_t kind = H5FDregister(&driver);
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  fpaudit_hdf5_source source = {descriptor, byte_count};
  hid_t file = -1;
  if (H5Pset_driver(access, kind, &source) >= 0 &&
      H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0)
    file = H5Fopen("fpaudit", H5F_ACC_RDONLY, access);
  if (file < 0) fpaudit_hdf5_error(reason);
  H5Pclose(access);
  H5FDunregister(kind);
  return file;
}

// Takes a link of a group: its name, and which kind it is (an `H5L_type_t`).
typedef herr_t (*fpaudit_hdf5_take)(const char *name, int kind, void *context);

typedef struct {
  fpaudit_hdf5_take take;
  void *context;
} fpaudit_hdf5_taker;

static inline herr_t fpaudit_hdf5_take_link(
    hid_t group, const char *name, const H5L_info_t *info, void *context) {
  (void)group;
  const fpaudit_hdf5_taker *taker = (const fpaudit_hdf5_taker *)context;
  return taker->take(name, (int)info->type, taker->context);
}

// Passes on the links of a group, by their names.
static inline herr_t fpaudit_hdf5_links(hid_t group, fpaudit_hdf5_take take, void *context) {
  hsize_t place = 0;
  fpaudit_hdf5_taker taker = {take, context};
  return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &place, fpaudit_hdf5_take_link, &taker);
}

// Where an object's header begins, which tells it from others; all ones if that fails.
static inline haddr_t fpaudit_hdf5_address(hid_t object) {
  H5O_info_t info;
  return H5Oget_info(object, &info) >= 0 ? info.addr : HADDR_UNDEF;
}
