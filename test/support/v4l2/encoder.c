/* A pretend V4L2 encoder (memory to memory) for one program, by LD_PRELOAD (Linux, glibc).
 *
 * TUNNELCAM_TEST_ENCODER=ROOT names a folder; ROOT/dev/video11 stands for the encoder /dev/video11, and no other video
 * device is seen. It takes planar 4:2:0 and gives H.264 as such hardware does: Annex B, parameter sets in the stream
 * before each IDR picture, IDR pictures when asked for one and after each group. The pictures are not compressed (I_PCM,
 * ITU-T H.264 7.3.5), so that what is decoded is what was given.
 * Make ROOT/broken and what it is asked for fails from then on, as when a driver has lost its firmware; ROOT/silent, and
 * it takes pictures and gives none; ROOT/ended, and it says that there will be none any more. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name); real; })
#define VIDEO "/dev/video"
#define SLOTS 32
#define CAPTURE_AT (1 << 30)

struct queue {
	struct v4l2_pix_format pix;
	uint8_t *bytes;
	int memory, slots, on;
	struct { uint32_t used, flags; struct timeval time; } slot[SLOTS];
	int queued[SLOTS], nqueued, done[SLOTS], ndone;                     /* first in first out */
};

static struct { int fd, wake, forced, group, count, number, idr, stopped; struct queue in, out; } e = { .fd = -1 };

static int fail(int error) { errno = error; return -1; }
static const char *root(void) { return getenv("TUNNELCAM_TEST_ENCODER"); }
static int there(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", root(), name);
	return !access(path, F_OK);
}
static int pull(int *line, int *length)
{
	int first = line[0];
	memmove(line, line + 1, --*length * sizeof *line);
	return first;
}

/* ------------------------------------------------------------------------ H.264 */
struct writer { uint8_t *at; int bit; };
static void bits(struct writer *w, uint32_t value, int count)
{
	while (count--) {
		if (!w->bit) *w->at = 0;
		*w->at |= (value >> count & 1) << (7 - w->bit);
		if (++w->bit == 8) { w->bit = 0; w->at++; }
	}
}
static void ue(struct writer *w, uint32_t value)
{
	int length = 32 - __builtin_clz(value + 1);
	bits(w, 0, length - 1);
	bits(w, value + 1, length);
}
static void trail(struct writer *w) { bits(w, 1, 1); while (w->bit) bits(w, 0, 1); }
/* No value is below 16 in a picture of limited range, so nothing in it looks like a start code. */
static void start(struct writer *w, int type) { bits(w, 1, 32); bits(w, type, 8); }

static void parameter_sets(struct writer *w, int width, int height)
{
	start(w, 0x67);
	bits(w, 77, 8); bits(w, 0x40, 8); bits(w, 40, 8);                   /* Main, level 4 */
	ue(w, 0); ue(w, 0); ue(w, 2); ue(w, 1); bits(w, 0, 1);              /* 16 frame numbers; order of decoding; one reference */
	ue(w, (width + 15) / 16 - 1); ue(w, (height + 15) / 16 - 1);
	bits(w, 3, 2);                                                      /* frames only, direct_8x8 */
	bits(w, 1, 1); ue(w, 0); ue(w, (-width & 15) / 2); ue(w, 0); ue(w, (-height & 15) / 2);
	bits(w, 0, 1);
	trail(w);
	start(w, 0x68);
	ue(w, 0); ue(w, 0); bits(w, 0, 2); ue(w, 0); ue(w, 0); ue(w, 0); bits(w, 0, 3); ue(w, 0); ue(w, 0); ue(w, 0);
	bits(w, 4, 3);                                                      /* the loop filter can be switched off */
	trail(w);
}

static void block(struct writer *w, const uint8_t *plane, int stride, int rows, int x, int y, int size)
{
	for (int j = 0; j < size; j++)
		for (int i = 0; i < size; i++) {
			int row = y + j < rows ? y + j : rows - 1, column = x + i < stride ? x + i : stride - 1;
			uint8_t sample = plane[row * stride + column];
			*w->at++ = sample < 16 ? 16 : sample;
		}
}

static uint32_t encode(const uint8_t *picture, uint8_t *to, int idr)
{
	int width = e.in.pix.width, height = e.in.pix.height;
	const uint8_t *u = picture + width * height, *v = u + width * height / 4;
	struct writer w = { to, 0 };
	if (idr) { parameter_sets(&w, width, height); e.number = 0; }
	start(&w, idr ? 0x65 : 0x61);
	ue(&w, 0); ue(&w, 7); ue(&w, 0); bits(&w, e.number++ & 15, 4);
	if (idr) { ue(&w, e.idr ^= 1); bits(&w, 0, 2); } else bits(&w, 0, 1);
	ue(&w, 0); ue(&w, 1);
	for (int y = 0; y < height; y += 16)
		for (int x = 0; x < width; x += 16) {
			ue(&w, 25);                                                 /* I_PCM */
			while (w.bit) bits(&w, 0, 1);
			block(&w, picture, width, height, x, y, 16);
			block(&w, u, width / 2, height / 2, x / 2, y / 2, 8);
			block(&w, v, width / 2, height / 2, x / 2, y / 2, 8);
		}
	trail(&w);
	return w.at - to;
}

/* ---------------------------------------------------------------------- buffers */
static struct queue *queue_of(uint32_t type)
{
	return type == V4L2_BUF_TYPE_VIDEO_OUTPUT ? &e.in : type == V4L2_BUF_TYPE_VIDEO_CAPTURE ? &e.out : NULL;
}

static void work(void)
{
	while (e.in.on && e.out.on && e.in.nqueued && e.out.nqueued) {
		int from = pull(e.in.queued, &e.in.nqueued), idr;
		e.in.done[e.in.ndone++] = from;
		if (there("silent")) continue;
		int to = pull(e.out.queued, &e.out.nqueued);
		idr = e.forced || !e.count;
		e.forced = 0;
		e.count = (idr ? 1 : e.count + 1) % (e.group > 0 ? e.group : 1 << 30);
		e.out.slot[to].used = encode(e.in.bytes + (size_t)from * e.in.pix.sizeimage, e.out.bytes + (size_t)to * e.out.pix.sizeimage, idr);
		e.out.slot[to].time = e.in.slot[from].time;
		e.out.slot[to].flags = idr ? V4L2_BUF_FLAG_KEYFRAME : 0;
		e.out.done[e.out.ndone++] = to;
		if (write(e.wake, "", 1) != 1) return;
	}
}

static int request_buffers(struct v4l2_requestbuffers *r)
{
	struct queue *q = queue_of(r->type);
	if (!q) return fail(EINVAL);
	q->nqueued = q->ndone = 0;
	if (q->bytes) { munmap(q->bytes, (size_t)q->slots * q->pix.sizeimage); close(q->memory); q->bytes = NULL; }
	q->slots = r->count = r->count > SLOTS ? SLOTS : r->count;
	if (!r->count) return 0;
	q->memory = memfd_create("encoder", MFD_CLOEXEC);
	if (q->memory < 0 || ftruncate(q->memory, (off_t)q->slots * q->pix.sizeimage)) return fail(ENOMEM);
	q->bytes = REAL(mmap)(NULL, (size_t)q->slots * q->pix.sizeimage, PROT_READ | PROT_WRITE, MAP_SHARED, q->memory, 0);
	return q->bytes == MAP_FAILED ? fail(ENOMEM) : 0;
}

static int buffer(struct v4l2_buffer *b, unsigned request)
{
	struct queue *q = queue_of(b->type);
	uint8_t token;
	if (!q || (request != VIDIOC_DQBUF && b->index >= (uint32_t)q->slots)) return fail(EINVAL);
	if (request == VIDIOC_QBUF) {
		q->slot[b->index].time = b->timestamp;
		q->queued[q->nqueued++] = b->index;
		work();
	}
	if (request == VIDIOC_DQBUF) {
		if (there("ended")) return fail(EIO);
		if (!q->ndone) return fail(q == &e.out && e.stopped ? EPIPE : EAGAIN);
		b->index = pull(q->done, &q->ndone);
		if (q == &e.out && read(e.fd, &token, 1) != 1) return fail(EIO);
		b->bytesused = q->slot[b->index].used;
		b->timestamp = q->slot[b->index].time;
		b->flags = q->slot[b->index].flags;
	}
	b->length = q->pix.sizeimage;
	b->m.offset = b->index * q->pix.sizeimage + (q == &e.out ? CAPTURE_AT : 0);
	return 0;
}

/* ----------------------------------------------------------------------- ioctls */
static int format(struct v4l2_format *f, int keep, int ask)
{
	struct queue *q = queue_of(f->type);
	if (!q) return fail(EINVAL);
	struct v4l2_pix_format *p = &f->fmt.pix;
	if (ask) { *p = q->pix; return 0; }
	if (p->pixelformat != (q == &e.in ? V4L2_PIX_FMT_YUV420 : V4L2_PIX_FMT_H264)) return fail(EINVAL);
	p->bytesperline = q == &e.in ? p->width : 0;
	p->sizeimage = ((p->width + 16) * (p->height + 16) * 2 + 4095) & ~4095u;
	p->field = V4L2_FIELD_NONE;
	if (keep) q->pix = *p;
	return 0;
}

static int control(struct v4l2_ext_controls *c)
{
	for (uint32_t i = 0; i < c->count; i++) {
		if (c->controls[i].id == V4L2_CID_MPEG_VIDEO_GOP_SIZE) e.group = c->controls[i].value;
		if (c->controls[i].id == V4L2_CID_MPEG_VIDEO_FORCE_KEY_FRAME) e.forced = 1;
	}
	return 0;
}

static int answer(unsigned request, void *a)
{
	struct v4l2_fmtdesc *d = a;
	struct queue *q;
	if (there("broken")) return fail(request == VIDIOC_STREAMOFF || request == VIDIOC_REQBUFS ? 0 : EIO);
	switch (request) {
	case VIDIOC_QUERYCAP:
		memset(a, 0, sizeof(struct v4l2_capability));
		strcpy(a, "tunnelcam-test");
		((struct v4l2_capability *)a)->capabilities = V4L2_CAP_VIDEO_M2M | V4L2_CAP_STREAMING;
		return 0;
	case VIDIOC_ENUM_FMT:
		if (!queue_of(d->type) || d->index) return fail(EINVAL);
		d->pixelformat = d->type == V4L2_BUF_TYPE_VIDEO_OUTPUT ? V4L2_PIX_FMT_YUV420 : V4L2_PIX_FMT_H264;
		return 0;
	case VIDIOC_G_FMT: return format(a, 0, 1);
	case VIDIOC_TRY_FMT: return format(a, 0, 0);
	case VIDIOC_S_FMT: return format(a, 1, 0);
	case VIDIOC_REQBUFS: return request_buffers(a);
	case VIDIOC_QUERYBUF: case VIDIOC_QBUF: case VIDIOC_DQBUF: return buffer(a, request);
	case VIDIOC_S_EXT_CTRLS: return control(a);
	case VIDIOC_G_EXT_CTRLS: ((struct v4l2_ext_controls *)a)->controls[0].value = 0; return 0;
	case VIDIOC_S_PARM: case VIDIOC_SUBSCRIBE_EVENT: return 0;
	case VIDIOC_STREAMON: case VIDIOC_STREAMOFF:
		if (!(q = queue_of(*(uint32_t *)a))) return fail(EINVAL);
		q->on = request == VIDIOC_STREAMON;
		work();
		return 0;
	case VIDIOC_ENCODER_CMD:
		e.stopped = 1;
		return write(e.wake, "", 1) == 1 ? 0 : fail(EIO);
	}
	return fail(ENOTTY);
}

/* ------------------------------------------------------------------- what libc is */
static int open_encoder(const char *path, int flags)
{
	int ends[2];
	if (!there(path + 1)) return fail(ENOENT);
	if (e.fd >= 0) return fail(EBUSY);
	/* One end can always be written to, and be read from when there is a picture: what poll() tells of an encoder. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | (flags & O_NONBLOCK), 0, ends)) return -1;
	memset(&e, 0, sizeof e);
	e.fd = ends[0];
	e.wake = ends[1];
	return e.fd;
}
static int ours(const char *path) { return root() && !strncmp(path, VIDEO, strlen(VIDEO)); }

#define MODE(flags) ({ va_list l; va_start(l, flags); int m = (flags) & (O_CREAT | __O_TMPFILE) ? va_arg(l, int) : 0; va_end(l); m; })
int open(const char *path, int flags, ...)
{
	int mode = MODE(flags);
	return ours(path) ? open_encoder(path, flags) : REAL(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) { return open(path, flags | O_LARGEFILE, MODE(flags)); }
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open(path, flags | O_LARGEFILE); }
int close(int fd)
{
	if (fd >= 0 && fd == e.fd) { REAL(close)(e.wake); e.fd = -1; }
	return REAL(close)(fd);
}
int ioctl(int fd, unsigned long request, ...)
{
	va_list l;
	va_start(l, request);
	void *argument = va_arg(l, void *);
	va_end(l);
	return fd >= 0 && fd == e.fd ? answer(request, argument) : REAL(ioctl)(fd, request, argument);
}
void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	if (fd < 0 || fd != e.fd) return REAL(mmap)(at, length, protection, flags, fd, offset);
	int captured = offset >= CAPTURE_AT;
	return REAL(mmap)(at, length, protection, flags, captured ? e.out.memory : e.in.memory, captured ? offset - CAPTURE_AT : offset);
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) { return mmap(at, length, protection, flags, fd, offset); }
DIR *opendir(const char *path)
{
	char moved[512];
	if (!root() || strcmp(path, "/dev")) return REAL(opendir)(path);
	snprintf(moved, sizeof moved, "%s/dev", root());
	return REAL(opendir)(moved);
}
