/* Stands between a program and the C library for every call that changes files.
 *
 * Loaded with LD_PRELOAD.  Counts the changes below one folder and, at the n-th, kills the program,
 * lets the call fail, or lets a write stop half way.  What it is to do stands in the environment:
 *
 *   FAULTS_BELOW   the folder, resolved; without it every call passes
 *   FAULTS_MODE    count | kill | half | fail | short | tear
 *                    kill   SIGKILL before the call
 *                    half   SIGKILL after half of what the call should write
 *                    fail   the call fails
 *                    short  the call writes half and says so
 *                    tear   the call writes half and says so, all later ones fail: a disk filling up
 *   FAULTS_AT      the number of the call, from 1
 *   FAULTS_ERRNO   what a failing call sets
 *   FAULTS_STICKY  1: every later change fails too (and, if read-only, opening to write)
 *   FAULTS_LOG     a file outside the folder that gets a line for each change:
 *                    number, kind, bytes, path, second path; parted by tabs
 *                  what goes to standard output is written down as change 0, "say"
 *
 * Programs started by the program are left alone: they find nothing of this in their environment.
 * Not seen: memory maps, io_uring, and what the C library does inside fopen.  */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { OFF, COUNT, KILL, HALF, FAIL, SHORT, TEAR };
static const char *const NAMES[] = {"", "count", "kill", "half", "fail", "short", "tear"};

static enum mode mode = OFF;
static char below[PATH_MAX];
static size_t below_length;
static long at, changes;
static int code, sticky, journal = -1;
static pid_t owner;

static long number_in(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

/* Reads the environment and starts counting; called when loaded, and again after a fork. */
__attribute__((visibility("default"))) void faults_begin(void) {
    const char *folder = getenv("FAULTS_BELOW"), *what = getenv("FAULTS_MODE");
    const char *log = getenv("FAULTS_LOG");
    mode = OFF;
    if (!folder || !what || strlen(folder) >= sizeof below) return;
    strcpy(below, folder);
    below_length = strlen(below);
    at = number_in("FAULTS_AT");
    code = (int)number_in("FAULTS_ERRNO");
    sticky = (int)number_in("FAULTS_STICKY");
    changes = 0;
    owner = getpid();
    if (log)
        journal = (int)syscall(SYS_openat, AT_FDCWD, log,
                               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    for (enum mode each = COUNT; each <= TEAR; each++)
        if (!strcmp(what, NAMES[each])) mode = each;
    unsetenv("FAULTS_BELOW");
}

__attribute__((constructor)) static void loaded(void) { faults_begin(); }

/* ------------------------------------------------------------------ whose file it is */

static int lies_below(const char *path) {
    return !strncmp(path, below, below_length) &&
           (path[below_length] == '/' || path[below_length] == 0);
}

static int path_of(int fd, char *path) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

/* Takes "." and ".." out of a path that begins with a slash. */
static void straighten(char *path) {
    char *end = path;
    for (char *part = path; *part;) {
        char *next = strchrnul(part + 1, '/');
        size_t length = (size_t)(next - part);
        if (length == 3 && !strncmp(part, "/..", 3)) {
            while (end > path && *--end != '/') continue;
        } else if (length > 1 && !(length == 2 && part[1] == '.')) {
            memmove(end, part, length);
            end += length;
        }
        part = next;
    }
    *end = 0;
}

static int full_path(int folder, const char *name, char *path) {
    char start[PATH_MAX] = "";
    if (!name) return 0;
    if (name[0] != '/' &&
        (folder == AT_FDCWD ? !getcwd(start, sizeof start) : !path_of(folder, start)))
        return 0;
    if (snprintf(path, PATH_MAX, "%s%s%s", start, *start ? "/" : "", name) >= PATH_MAX) return 0;
    straighten(path);
    return 1;
}

static int exists(const char *path) {
    struct stat about;
    int kept = errno, found = !lstat(path, &about);
    errno = kept;
    return found;
}

/* ------------------------------------------------------------------ what happens to it */

enum verdict { PASS, REFUSE, PART };

static void note(long n, const char *kind, long bytes, const char *path, const char *second) {
    char line[2 * PATH_MAX + 100];
    int kept = errno;
    if (journal < 0) return;
    int length =
        snprintf(line, sizeof line, "%ld\t%s\t%ld\t%s\t%s\n", n, kind, bytes, path, second);
    if (length > 0) syscall(SYS_write, journal, line, (size_t)length);
    errno = kept;
}

/* Counts a change and says what is to become of it.  `writes` tells calls that can stop half way. */
static enum verdict judge(const char *kind, long bytes, int writes, const char *path,
                          const char *second) {
    long n = __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
    note(n, kind, bytes, path, second ? second : "");
    if (mode == COUNT || n < at) return PASS;
    if (n > at) {
        if (mode == TEAR || (mode == FAIL && sticky)) return REFUSE;
        return PASS;
    }
    switch (mode) {
        case KILL:
            kill(getpid(), SIGKILL);
            return REFUSE;
        case FAIL:
            return REFUSE;
        default:
            if (writes && bytes > 1) return PART;
            if (mode == HALF) kill(getpid(), SIGKILL);
            return mode == TEAR ? REFUSE : PASS;
    }
}

static enum verdict judge_fd(const char *kind, int fd, long bytes, int writes) {
    char path[PATH_MAX];
    if (fd == STDOUT_FILENO && writes && mode != OFF && getpid() == owner)
        note(0, "say", bytes, "", "");
    if (mode == OFF || getpid() != owner || !path_of(fd, path) || !lies_below(path)) return PASS;
    return judge(kind, bytes, writes, path, NULL);
}

static enum verdict judge_path(const char *kind, int folder, const char *name, int to,
                               const char *new) {
    char path[PATH_MAX], second[PATH_MAX] = "";
    if (mode == OFF || getpid() != owner || !full_path(folder, name, path)) return PASS;
    if (new && !full_path(to, new, second)) return PASS;
    if (!lies_below(path) && !lies_below(second)) return PASS;
    /* What is not there cannot be renamed, and what is there cannot be made: the call fails by
       itself, whatever the disk. */
    if (exists(path) == !strcmp(kind, "mkdir")) return PASS;
    return judge(kind, 0, 0, path, second);
}

/* The medium has become read-only: no file can be opened for writing any more. */
static int closed_to_writers(void) {
    return mode == FAIL && sticky && code == EROFS && changes >= at;
}

static void die_if_asked(void) {
    if (mode == HALF) kill(getpid(), SIGKILL);
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define SHOWN __attribute__((visibility("default")))

#define REFUSED(value) \
    do { \
        errno = code ? code : ENOSPC; \
        return value; \
    } while (0)

/* ------------------------------------------------------------------ opening */

static int open_refused(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    if (mode == OFF || getpid() != owner || !full_path(folder, name, path) || !lies_below(path))
        return 0;
    if ((flags & O_ACCMODE) != O_RDONLY && closed_to_writers()) return 1;
    if (!(flags & O_TRUNC) && !(flags & O_CREAT)) return 0;
    /* To open what is there changes nothing. */
    if (!(flags & O_TRUNC) && exists(path)) return 0;
    return judge("open", 0, 0, path, NULL) == REFUSE;
}

#define OPENING(name, folder, call, ...) \
    SHOWN int name(__VA_ARGS__, int flags, ...) { \
        mode_t bits = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            bits = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        NEXT(name); \
        if (open_refused(folder, path, flags)) REFUSED(-1); \
        return call; \
    }

OPENING(open, AT_FDCWD, next(path, flags, bits), const char *path)
OPENING(open64, AT_FDCWD, next(path, flags, bits), const char *path)
OPENING(openat, dir, next(dir, path, flags, bits), int dir, const char *path)
OPENING(openat64, dir, next(dir, path, flags, bits), int dir, const char *path)

/* What a program compiled with _FORTIFY_SOURCE calls instead, when it gives no mode. */
int __open_2(const char *, int);
int __open64_2(const char *, int);
int __openat_2(int, const char *, int);
int __openat64_2(int, const char *, int);
SHOWN int __open_2(const char *path, int flags) { return open(path, flags); }
SHOWN int __open64_2(const char *path, int flags) { return open64(path, flags); }
SHOWN int __openat_2(int dir, const char *path, int flags) { return openat(dir, path, flags); }
SHOWN int __openat64_2(int dir, const char *path, int flags) { return openat64(dir, path, flags); }

SHOWN int creat(const char *path, mode_t bits) {
    return open(path, O_CREAT | O_WRONLY | O_TRUNC, bits);
}
SHOWN int creat64(const char *path, mode_t bits) {
    return open64(path, O_CREAT | O_WRONLY | O_TRUNC, bits);
}

/* ------------------------------------------------------------------ writing */

#define WRITING(name, ...) \
    SHOWN ssize_t name(int fd, const void *data, size_t size __VA_OPT__(, off_t place)) { \
        NEXT(name); \
        enum verdict verdict = judge_fd("write", fd, (long)size, 1); \
        if (verdict == REFUSE) REFUSED(-1); \
        if (verdict == PART) { \
            ssize_t written = next(fd, data, size / 2 __VA_OPT__(, place)); \
            die_if_asked(); \
            return written; \
        } \
        return next(fd, data, size __VA_OPT__(, place)); \
    }

WRITING(write)
WRITING(pwrite, place)
WRITING(pwrite64, place)

#define GATHERING(name, ...) \
    SHOWN ssize_t name(int fd, const struct iovec *parts, int count __VA_OPT__(, off_t place)) { \
        NEXT(name); \
        long size = 0; \
        for (int i = 0; i < count; i++) size += (long)parts[i].iov_len; \
        enum verdict verdict = judge_fd("write", fd, size, count > 0); \
        if (verdict == REFUSE) REFUSED(-1); \
        if (verdict == PART) { \
            struct iovec half = {parts[0].iov_base, parts[0].iov_len / 2}; \
            ssize_t written = next(fd, &half, 1 __VA_OPT__(, place)); \
            die_if_asked(); \
            return written; \
        } \
        return next(fd, parts, count __VA_OPT__(, place)); \
    }

GATHERING(writev)
GATHERING(pwritev, place)
GATHERING(pwritev64, place)

#define SENDING(name, offset_type) \
    SHOWN ssize_t name(int to, int from, offset_type *place, size_t size) { \
        NEXT(name); \
        if (judge_fd("write", to, (long)size, 0) == REFUSE) REFUSED(-1); \
        return next(to, from, place, size); \
    }

ssize_t sendfile(int, int, off_t *, size_t);
ssize_t sendfile64(int, int, off64_t *, size_t);
SENDING(sendfile, off_t)
SENDING(sendfile64, off64_t)

SHOWN ssize_t copy_file_range(int from, off64_t *source, int to, off64_t *place, size_t size,
                              unsigned flags) {
    NEXT(copy_file_range);
    if (judge_fd("write", to, (long)size, 0) == REFUSE) REFUSED(-1);
    return next(from, source, to, place, size, flags);
}

/* ------------------------------------------------------------------ sizes and syncs */

#define ON_FD(name, kind, parameters, arguments) \
    SHOWN int name parameters { \
        NEXT(name); \
        if (judge_fd(kind, fd, 0, 0) == REFUSE) REFUSED(-1); \
        return next arguments; \
    }

ON_FD(fsync, "sync", (int fd), (fd))
ON_FD(fdatasync, "sync", (int fd), (fd))
ON_FD(ftruncate, "truncate", (int fd, off_t size), (fd, size))
ON_FD(ftruncate64, "truncate", (int fd, off64_t size), (fd, size))
ON_FD(fallocate, "allocate", (int fd, int how, off_t place, off_t size), (fd, how, place, size))
ON_FD(fallocate64, "allocate", (int fd, int how, off64_t place, off64_t size),
      (fd, how, place, size))

/* These two return the error instead of setting it. */
#define ALLOCATING(name, offset_type) \
    SHOWN int name(int fd, offset_type place, offset_type size) { \
        NEXT(name); \
        if (judge_fd("allocate", fd, 0, 0) == REFUSE) return code ? code : ENOSPC; \
        return next(fd, place, size); \
    }

ALLOCATING(posix_fallocate, off_t)
ALLOCATING(posix_fallocate64, off64_t)

/* ------------------------------------------------------------------ names */

#define ON_NAME(name, kind, folder, parameters, arguments) \
    SHOWN int name parameters { \
        NEXT(name); \
        if (judge_path(kind, folder, path, 0, NULL) == REFUSE) REFUSED(-1); \
        return next arguments; \
    }

ON_NAME(truncate, "truncate", AT_FDCWD, (const char *path, off_t size), (path, size))
ON_NAME(truncate64, "truncate", AT_FDCWD, (const char *path, off64_t size), (path, size))
ON_NAME(unlink, "unlink", AT_FDCWD, (const char *path), (path))
ON_NAME(unlinkat, "unlink", dir, (int dir, const char *path, int flags), (dir, path, flags))
ON_NAME(remove, "unlink", AT_FDCWD, (const char *path), (path))
ON_NAME(rmdir, "unlink", AT_FDCWD, (const char *path), (path))
ON_NAME(mkdir, "mkdir", AT_FDCWD, (const char *path, mode_t bits), (path, bits))
ON_NAME(mkdirat, "mkdir", dir, (int dir, const char *path, mode_t bits), (dir, path, bits))

#define ON_NAMES(name, kind, folder, to, parameters, arguments) \
    SHOWN int name parameters { \
        NEXT(name); \
        if (judge_path(kind, folder, path, to, new) == REFUSE) REFUSED(-1); \
        return next arguments; \
    }

ON_NAMES(rename, "rename", AT_FDCWD, AT_FDCWD, (const char *path, const char *new), (path, new))
ON_NAMES(renameat, "rename", dir, to, (int dir, const char *path, int to, const char *new),
         (dir, path, to, new))
ON_NAMES(renameat2, "rename", dir, to,
         (int dir, const char *path, int to, const char *new, unsigned flags),
         (dir, path, to, new, flags))
ON_NAMES(link, "link", AT_FDCWD, AT_FDCWD, (const char *path, const char *new), (path, new))
ON_NAMES(linkat, "link", dir, to,
         (int dir, const char *path, int to, const char *new, int flags),
         (dir, path, to, new, flags))
