/* What libc.c asks of camera.c: one open descriptor of a pretend camera. */
#ifndef CAMERA_H
#define CAMERA_H
#include <sys/types.h>

/* ROOT holds dev/videoN (the camera's description, there while it is plugged in),
 * frozen/videoN (there while it sends nothing) and sys/ (what sysfs says of it). */
extern const char *camera_root;

int camera_open(const char *name, int flags); /* "video40" -> descriptor, or -1 with errno */
int camera_owns(int fd);
int camera_ioctl(int fd, unsigned long request, void *argument);
void *camera_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset);
int camera_close(int fd);
int camera_minor(int fd);
#endif
