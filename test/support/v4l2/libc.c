/* A pretend V4L2 camera by LD_PRELOAD: the libc calls a program reaches it by.
 *
 * Paths of video devices, of what sysfs says of them, and the listing of /dev are answered from ROOT (camera.h),
 * so that real cameras of the machine are out of sight and a watch on /dev sees a camera come and go. */
#define _GNU_SOURCE
#include "camera.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name); real; })
#define VIDEO "/dev/video"
#define LINKS "/dev/v4l/"

const char *camera_root;
__attribute__((constructor)) static void find_root(void) { camera_root = getenv("TUNNELCAM_TEST_V4L2"); }

static int starts(const char *path, const char *with) { return !strncmp(path, with, strlen(with)); }
/* "video40" for /dev/video40, and for a link in /dev/v4l that leads there. */
static const char *device(const char *path)
{
	static __thread char to[PATH_MAX];
	char link[PATH_MAX];
	if (!camera_root || !path) return NULL;
	if (starts(path, VIDEO)) return path + strlen("/dev/");
	if (!starts(path, LINKS)) return NULL;
	snprintf(link, sizeof link, "%s%s", camera_root, path);
	ssize_t length = readlink(link, to, sizeof to - 1);
	if (length < 0) return NULL;
	to[length] = 0;
	return strrchr(to, '/') ? strrchr(to, '/') + 1 : to;
}
/* The path itself, or where ROOT holds what stands for it; `to` has room for PATH_MAX. */
static const char *moved(const char *path, char *to)
{
	if (!camera_root || !path) return path;
	if (strcmp(path, "/dev") && strcmp(path, "/dev/") && !starts(path, VIDEO) && !starts(path, LINKS) && !starts(path, "/sys/class/video4linux") &&
	    !starts(path, "/sys/dev/char/81:")) return path;
	snprintf(to, PATH_MAX, "%s%s", camera_root, path);
	return to;
}
#define MOVED(path) moved(path, (char[PATH_MAX]){ 0 })

/* ----------------------------------------------------------------------- open */
#define CREATION_MODE(flags) ({ va_list l; va_start(l, flags); int m = (flags) & (O_CREAT | __O_TMPFILE) ? va_arg(l, int) : 0; va_end(l); m; })
int open(const char *path, int flags, ...)
{
	int mode = CREATION_MODE(flags);
	return device(path) ? camera_open(device(path), flags) : REAL(open)(MOVED(path), flags, mode);
}
int open64(const char *path, int flags, ...) { return open(path, flags | O_LARGEFILE, CREATION_MODE(flags)); }
int openat(int folder, const char *path, int flags, ...)
{
	int mode = CREATION_MODE(flags);
	return device(path) ? camera_open(device(path), flags) : REAL(openat)(folder, MOVED(path), flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) { return openat(folder, path, flags | O_LARGEFILE, CREATION_MODE(flags)); }
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open(path, flags | O_LARGEFILE); }
FILE *fopen(const char *path, const char *how) { return REAL(fopen)(MOVED(path), how); }
FILE *fopen64(const char *path, const char *how) { return fopen(path, how); }

/* ----------------------------------------------------------------- descriptor */
int close(int fd) { return camera_owns(fd) ? camera_close(fd) : REAL(close)(fd); }
int ioctl(int fd, unsigned long request, ...)
{
	va_list l;
	va_start(l, request);
	void *argument = va_arg(l, void *);
	va_end(l);
	return camera_owns(fd) ? camera_ioctl(fd, (unsigned)request, argument) : REAL(ioctl)(fd, request, argument);
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	if (camera_owns(fd)) return camera_mmap(at, length, protection, flags, fd, offset);
	return REAL(mmap)(at, length, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) { return mmap(at, length, protection, flags, fd, offset); }

/* ----------------------------------------------------------------------- stat */
static int as_device(int answer, const char *path, struct stat *st)
{
	if (answer || !device(path)) return answer;
	st->st_mode = S_IFCHR | 0660;
	st->st_rdev = makedev(81, atoi(device(path) + strlen("video")));
	st->st_size = 0;
	return 0;
}
int stat(const char *path, struct stat *st) { return as_device(REAL(stat)(MOVED(path), st), path, st); }
int lstat(const char *path, struct stat *st) { return as_device(REAL(lstat)(MOVED(path), st), path, st); }
int fstatat(int folder, const char *path, struct stat *st, int flags) { return as_device(REAL(fstatat)(folder, MOVED(path), st, flags), path, st); }
int fstat(int fd, struct stat *st)
{
	int answer = REAL(fstat)(fd, st);
	if (answer || !camera_owns(fd)) return answer;
	st->st_mode = S_IFCHR | 0660;
	st->st_rdev = makedev(81, camera_minor(fd));
	return 0;
}
int stat64(const char *path, struct stat64 *st) { return stat(path, (struct stat *)st); }
int lstat64(const char *path, struct stat64 *st) { return lstat(path, (struct stat *)st); }
int fstatat64(int folder, const char *path, struct stat64 *st, int flags) { return fstatat(folder, path, (struct stat *)st, flags); }
int fstat64(int fd, struct stat64 *st) { return fstat(fd, (struct stat *)st); }

int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict st)
{
	int answer = REAL(statx)(folder, MOVED(path), flags, mask, st);
	if (answer || !device(path)) return answer;
	st->stx_mode = S_IFCHR | 0660;
	st->stx_rdev_major = 81;
	st->stx_rdev_minor = atoi(device(path) + strlen("video"));
	return 0;
}
/* libuv, and so Node, makes statx by number. */
long syscall(long number, ...)
{
	long a[6];
	va_list l;
	va_start(l, number);
	for (int i = 0; i < 6; i++) a[i] = va_arg(l, long);
	va_end(l);
	if (camera_root && number == SYS_statx) return statx(a[0], (const char *)a[1], a[2], a[3], (struct statx *)a[4]);
	return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* ---------------------------------------------------------------- paths, lists */
int access(const char *path, int how) { return REAL(access)(MOVED(path), how); }
int faccessat(int folder, const char *path, int how, int flags) { return REAL(faccessat)(folder, MOVED(path), how, flags); }
char *realpath(const char *restrict path, char *restrict to)
{
	if (!device(path)) return REAL(realpath)(path, to);
	if (access(path, F_OK)) return NULL;
	char *real = to ? to : malloc(PATH_MAX);
	if (real) snprintf(real, PATH_MAX, "/dev/%s", device(path));
	return real;
}
DIR *opendir(const char *path) { return REAL(opendir)(MOVED(path)); }
int scandir(const char *path, struct dirent ***list, int (*want)(const struct dirent *), int (*order)(const struct dirent **, const struct dirent **))
{
	return REAL(scandir)(MOVED(path), list, want, order);
}
int scandir64(const char *path, struct dirent64 ***list, int (*want)(const struct dirent64 *), int (*order)(const struct dirent64 **, const struct dirent64 **))
{
	return REAL(scandir64)(MOVED(path), list, want, order);
}
int inotify_add_watch(int fd, const char *path, uint32_t mask) { return REAL(inotify_add_watch)(fd, MOVED(path), mask); }
