/*
 * Stands between a node and its disk (LD_PRELOAD). It
 *  - makes writes and flushes slow, as long as a number of microseconds stands in $CHAOS_DISK_DELAY;
 *  - keeps a ledger of what was flushed, in $CHAOS_DISK_LEDGER, so that the rest can be dropped when the
 *    power is "cut": one line for each event: S size path (flushed up to there), T size path (cut to there),
 *    R from to (renamed), U 0 path (deleted);
 *  - shows the boot id in $CHAOS_DISK_BOOT_ID instead of the machine's.
 * Only files below $CHAOS_DISK_ROOT are looked at. A flush is noted with the size from before it began, so
 * that nothing counts as flushed that was written meanwhile.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *root, *boot_id;
static size_t root_length;
static int ledger = -1;
static volatile unsigned int *delay_us;

#define REAL(name) ((__typeof__(&name)) real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void start(void) {
  const char *path;
  root = getenv("CHAOS_DISK_ROOT");
  root_length = root ? strlen(root) : 0;
  boot_id = getenv("CHAOS_DISK_BOOT_ID");
  if ((path = getenv("CHAOS_DISK_LEDGER"))) ledger = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if ((path = getenv("CHAOS_DISK_DELAY"))) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
      void *page = mmap(NULL, sizeof(unsigned int), PROT_READ, MAP_SHARED, fd, 0);
      if (page != MAP_FAILED) delay_us = page;
      close(fd);
    }
  }
}

static int path_of(int fd, char *path) {
  char link[64];
  ssize_t length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return root_length > 0 && strncmp(path, root, root_length) == 0;
}

static void delay(int fd) {
  unsigned int us = delay_us ? *delay_us : 0;
  char path[PATH_MAX];
  int saved = errno;
  if (us > 0 && path_of(fd, path)) {
    struct timespec time = {us / 1000000, (us % 1000000) * 1000L};
    nanosleep(&time, NULL);
  }
  errno = saved;
}

static void note(const char *format, ...) {
  char line[3 * PATH_MAX];
  va_list arguments;
  int length, saved = errno;
  va_start(arguments, format);
  length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (ledger >= 0 && length > 0 && write(ledger, line, length) < 0) { /* Then it counts as not flushed. */ }
  errno = saved;
}

static int flushed(int fd, int (*flush)(int)) {
  char path[PATH_MAX];
  struct stat before;
  int ours = path_of(fd, path) && fstat(fd, &before) == 0;
  int result;
  delay(fd);
  result = flush(fd);
  if (result == 0 && ours) note("S %lld %s\n", (long long) before.st_size, path);
  return result;
}

int fsync(int fd) { return flushed(fd, REAL(fsync)); }
int fdatasync(int fd) { return flushed(fd, REAL(fdatasync)); }

ssize_t write(int fd, const void *buffer, size_t count) {
  static ssize_t (*next)(int, const void *, size_t);
  if (!next) next = REAL(write);
  if (delay_us && *delay_us) delay(fd);
  return next(fd, buffer, count);
}

ssize_t writev(int fd, const struct iovec *vectors, int count) {
  static ssize_t (*next)(int, const struct iovec *, int);
  if (!next) next = REAL(writev);
  if (delay_us && *delay_us) delay(fd);
  return next(fd, vectors, count);
}

ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset) {
  static ssize_t (*next)(int, const void *, size_t, off64_t);
  if (!next) next = REAL(pwrite64);
  if (delay_us && *delay_us) delay(fd);
  return next(fd, buffer, count, offset);
}

int rename(const char *from, const char *to) {
  int result = REAL(rename)(from, to);
  if (result == 0 && root_length && strncmp(to, root, root_length) == 0) note("R %s\t%s\n", from, to);
  return result;
}

int unlink(const char *path) {
  int result = REAL(unlink)(path);
  if (result == 0 && root_length && strncmp(path, root, root_length) == 0) note("U 0 %s\n", path);
  return result;
}

int ftruncate64(int fd, off64_t length) {
  char path[PATH_MAX];
  int result = REAL(ftruncate64)(fd, length);
  if (result == 0 && path_of(fd, path)) note("T %lld %s\n", (long long) length, path);
  return result;
}

static const char *seen_as(const char *path) {
  return boot_id && path && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0 ? boot_id : path;
}

#define OPEN(name)                                                  \
  int name(const char *path, int flags, ...) {                      \
    mode_t mode = 0;                                                \
    if (flags & (O_CREAT | O_TMPFILE)) {                            \
      va_list arguments;                                            \
      va_start(arguments, flags);                                   \
      mode = va_arg(arguments, mode_t);                             \
      va_end(arguments);                                            \
    }                                                               \
    return REAL(name)(seen_as(path), flags, mode);                  \
  }

#undef open
#undef open64
OPEN(open)
OPEN(open64)

int openat64(int directory, const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  return REAL(openat64)(directory, seen_as(path), flags, mode);
}
