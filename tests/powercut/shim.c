/* What a program asks of the disk, written down or made to fail: preloaded into a program under test.
 *
 * TACTFUL_SHIM_DIR   only files in this folder count
 * TACTFUL_SHIM_LOG   every write, truncation, sync, link, renaming and removal is appended here, and every line on
 *                    standard output that begins with "said:", in the order in which they happened
 * TACTFUL_SHIM_FAIL  "FIRST LAST ERRNO": calls number FIRST to LAST fail with this error; the error 0 kills the program in place
 *                    of call number FIRST; "0 0 0" only counts
 * TACTFUL_SHIM_COUNT where the number of calls is written at the end
 *
 * A record of the log: one byte for the kind, the length of the name (u32), an offset (u64), the length of the data (u64),
 * the name, the data. All numbers in the order of the machine. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const char *dir, *count_file;
static int log_fd = -1;
static long first, last, seen;
static int with;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    dir = getenv("TACTFUL_SHIM_DIR");
    count_file = getenv("TACTFUL_SHIM_COUNT");
    const char *fail = getenv("TACTFUL_SHIM_FAIL"), *log = getenv("TACTFUL_SHIM_LOG");
    if (fail) sscanf(fail, "%ld %ld %d", &first, &last, &with);
    if (log) log_fd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void end(void) {
    if (!count_file) return;
    int fd = REAL(open)(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    char words[32];
    int length = snprintf(words, sizeof words, "%ld", seen);
    if (fd >= 0 && REAL(write)(fd, words, (size_t)length) < 0) return;
}

static int counts(const char *path) { return dir && path && strncmp(path, dir, strlen(dir)) == 0; }

/* The shared memory of SQLite's write-ahead log is rebuilt after a crash: it is never synced and no loss. */
static int is_shared(const char *path) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, "-shm") == 0;
}

static int path_of(int fd, char *path, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, room - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return counts(path) && !strstr(path, " (deleted)");
}

/* Whether this call is to fail. Where it is to be the last, it does not return. */
static int fails(void) {
    pthread_mutex_lock(&lock);
    long number = ++seen;
    pthread_mutex_unlock(&lock);
    if (first && number >= first && number <= last) {
        if (with == 0) raise(SIGKILL);
        errno = with;
        return 1;
    }
    return 0;
}

static void note(char kind, const char *path, uint64_t offset, const void *data, uint64_t length) {
    if (log_fd < 0) return;
    uint32_t name = (uint32_t)strlen(path);
    size_t all = 21 + name + (data ? length : 0);
    char *record = malloc(all);
    if (!record) return;
    record[0] = kind;
    memcpy(record + 1, &name, 4);
    memcpy(record + 5, &offset, 8);
    memcpy(record + 13, &length, 8);
    memcpy(record + 21, path, name);
    if (data) memcpy(record + 21 + name, data, length);
    pthread_mutex_lock(&lock);
    if (REAL(write)(log_fd, record, all) != (ssize_t)all) abort();
    pthread_mutex_unlock(&lock);
    free(record);
}

#define PATH char path[4096]
#define OURS(fd) (dir && path_of(fd, path, sizeof path) && !is_shared(path))

static ssize_t put_at(int fd, const void *data, size_t length, off64_t offset) {
    PATH;
    int ours = OURS(fd);
    if (ours && fails()) return -1;
    ssize_t done = REAL(pwrite64)(fd, data, length, offset);
    if (ours && done > 0) note('w', path, (uint64_t)offset, data, (uint64_t)done);
    return done;
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return put_at(fd, data, length, offset); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return put_at(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
    PATH;
    if (fd == 1 && log_fd >= 0) {
        const char *at = memmem(data, length, "said:", 5);
        if (at) note('a', "", 0, at, (uint64_t)(length - (size_t)(at - (const char *)data)));
    }
    int ours = fd > 2 && fd != log_fd && OURS(fd);
    if (ours && fails()) return -1;
    off64_t offset = ours ? lseek64(fd, 0, SEEK_CUR) : 0;
    ssize_t done = REAL(write)(fd, data, length);
    if (ours && done > 0) note('w', path, (uint64_t)offset, data, (uint64_t)done);
    return done;
}

static int cut(int fd, off64_t length) {
    PATH;
    int ours = OURS(fd);
    if (ours && fails()) return -1;
    int done = REAL(ftruncate64)(fd, length);
    if (ours && done == 0) note('t', path, (uint64_t)length, NULL, 0);
    return done;
}
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }
int ftruncate(int fd, off_t length) { return cut(fd, length); }

int fsync(int fd) {
    PATH;
    int ours = OURS(fd);
    if (ours && fails()) return -1;
    int done = REAL(fsync)(fd);
    if (ours && done == 0) note('s', path, 0, NULL, 0);
    return done;
}

int fdatasync(int fd) {
    PATH;
    int ours = OURS(fd);
    if (ours && fails()) return -1;
    int done = REAL(fdatasync)(fd);
    if (ours && done == 0) note('s', path, 0, NULL, 0);
    return done;
}

static int open_any(const char *name, const char *path, int flags, mode_t mode) {
    int ours = counts(path) && !is_shared(path);
    if (ours && fails()) return -1;
    struct stat about;
    int is_new = ours && (flags & O_CREAT) && stat(path, &about) != 0;
    int done = ((int (*)(const char *, int, ...))real(name))(path, flags, mode);
    if (is_new && done >= 0) note('c', path, 0, NULL, 0);
    return done;
}
int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_any("open64", path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_any("open", path, flags, mode);
}

int unlink(const char *path) {
    int ours = counts(path) && !is_shared(path);
    if (ours && fails()) return -1;
    int done = REAL(unlink)(path);
    if (ours && done == 0) note('u', path, 0, NULL, 0);
    return done;
}

int rename(const char *from, const char *to) {
    if (counts(to) && fails()) return -1;
    int done = REAL(rename)(from, to);
    if (counts(to) && done == 0) note('r', from, 0, to, (uint64_t)strlen(to));
    return done;
}

int linkat(int a, const char *from, int b, const char *to, int flags) {
    if (counts(to) && fails()) return -1;
    int done = REAL(linkat)(a, from, b, to, flags);
    if (counts(to) && done == 0) note('l', from, 0, to, (uint64_t)strlen(to));
    return done;
}

/* A copy within the kernel would not be seen: the program falls back to reading and writing. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags) {
    PATH;
    if (OURS(out)) {
        errno = ENOSYS;
        return -1;
    }
    return REAL(copy_file_range)(in, in_at, out, out_at, length, flags);
}
