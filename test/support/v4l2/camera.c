/* A pretend V4L2 camera for one program and its children, by LD_PRELOAD (Linux, glibc): the device.
 *
 * TUNNELCAM_TEST_V4L2=ROOT names a folder. ROOT/dev/videoN is the camera /dev/videoN; its text says what it gives:
 *     name Front door
 *     mjpeg 1280 720 30,15 /path/to/pictures.mjpeg
 *     h264 640 480 30 /path/to/clip.h264        (Annex B, every access unit led by a delimiter)
 *     yuyv 640 480 30,15                         (a bar moving over a ramp)
 * An mjpeg mode whose path is a FIFO is live: each JPEG is given when it has come through it, whatever the rate says.
 * Move that file away and the camera is unplugged: a stream gets ENODEV and a hang-up, open gets ENOENT.
 * Make ROOT/frozen/videoN and it stays there, but sends no picture and reports nothing.
 *
 * The descriptor is a real pipe, one byte in it for each picture waiting, so poll, select and epoll need no help.
 * A picture is lost, not queued, while the reader holds every buffer.
 * One reader at a time, as with uvcvideo: a lock on ROOT/dev/videoN that the kernel drops with the process.
 * Not here: USERPTR, DMABUF, read(), events, controls, and programs that are static. */
#define _GNU_SOURCE
#include "camera.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS 4096
#define SLOTS 16
#define MODES 24
#define RATES 8
#define COMING (8 << 20)

enum kind { YUYV, MJPEG, H264, KINDS };
static const struct { const char *word, *label; uint32_t fourcc; } kinds[KINDS] = {
	{ "yuyv", "YUYV 4:2:2", V4L2_PIX_FMT_YUYV },
	{ "mjpeg", "Motion-JPEG", V4L2_PIX_FMT_MJPEG },
	{ "h264", "H.264", V4L2_PIX_FMT_H264 },
};

struct mode { enum kind kind; int width, height, rates[RATES], nrates; char clip[512]; };
struct line { int at[SLOTS], length; };                                 /* slots, first in first out */
struct slot { uint32_t used, sequence; struct timeval time; int lent; };      /* lent: the device has it */

struct camera {
	char name[32], card[32], plug[512], freezer[512];
	struct mode modes[MODES], *mode;
	int nmodes, rate;
	int fd, wake, lock, memory;
	pid_t owner;
	struct slot slots[SLOTS];
	int nslots;
	uint32_t size;
	uint8_t *pictures;
	struct line empty, full;
	int running, gone;
	pthread_t clock;
	uint8_t *clip;
	size_t clip_size;
	uint32_t *starts;
	int nstarts;
	int live;                                                       /* a FIFO that pictures come through, else -1 */
	uint8_t *coming;
	size_t came, searched;
};

static struct camera *open_cameras[DESCRIPTORS];
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static int fail(int error) { errno = error; return -1; }
static void push(struct line *l, int i) { l->at[l->length++] = i; }
static int pull(struct line *l)
{
	int first = l->at[0];
	memmove(l->at, l->at + 1, --l->length * sizeof *l->at);
	return first;
}

/* ------------------------------------------------------------ what it gives */
static int describe(struct camera *c)
{
	char line[800], word[16], rates[64];
	FILE *f = fopen(c->plug, "re");
	if (!f) return fail(ENOENT);
	while (fgets(line, sizeof line, f)) {
		struct mode *m = &c->modes[c->nmodes];
		if (sscanf(line, "name %31[^\n]", c->card) == 1) continue;
		if (c->nmodes == MODES || sscanf(line, "%15s %d %d %63s %511s", word, &m->width, &m->height, rates, m->clip) < 4) continue;
		for (m->kind = 0; m->kind < KINDS && strcmp(word, kinds[m->kind].word); m->kind++) ;
		if (m->kind == KINDS) continue;
		for (char *r = strtok(rates, ","); r && m->nrates < RATES; r = strtok(NULL, ",")) m->rates[m->nrates++] = atoi(r);
		c->nmodes++;
	}
	fclose(f);
	if (!c->nmodes) return fail(EIO);
	c->mode = c->modes;
	c->rate = c->mode->rates[0];
	return 0;
}

static struct mode *mode_at(struct camera *c, uint32_t fourcc, int index)
{
	for (int i = 0; i < c->nmodes; i++)
		if (kinds[c->modes[i].kind].fourcc == fourcc && !index--) return &c->modes[i];
	return NULL;
}

/* A driver never refuses a format, it answers with the nearest it has. */
static struct mode *nearest(struct camera *c, const struct v4l2_pix_format *want)
{
	struct mode *best = NULL;
	long least = 0;
	for (int i = 0; i < c->nmodes; i++) {
		struct mode *m = &c->modes[i];
		long far = labs((long)m->width - (long)want->width) + labs((long)m->height - (long)want->height);
		if (kinds[m->kind].fourcc != want->pixelformat) far += 1000000;
		if (!best || far < least) { best = m; least = far; }
	}
	return best;
}

/* ------------------------------------------------------------------ pictures */
static int begins(const uint8_t *clip, size_t i, size_t size, enum kind kind)
{
	const uint8_t *p = clip + i;
	if (kind == MJPEG) return i + 2 < size && p[0] == 0xff && p[1] == 0xd8 && (!i || (p[-2] == 0xff && p[-1] == 0xd9));
	return i + 4 < size && !p[0] && !p[1] && !p[2] && p[3] == 1 && (p[4] & 31) == 9;
}

/* Held open for writing too: who writes may go and come. */
static int load_live(struct camera *c)
{
	c->coming = malloc(COMING);
	c->came = c->searched = 0;
	c->live = open(c->mode->clip, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	return c->coming && c->live >= 0 ? 0 : fail(EIO);
}

/* How long the JPEG is that has come whole through the FIFO; 0 when none did for a while. */
static uint32_t come(struct camera *c)
{
	for (;;) {
		for (; c->searched + 1 < c->came; c->searched++)
			if (c->coming[c->searched] == 0xff && c->coming[c->searched + 1] == 0xd9) return c->searched + 2;
		if (c->came == COMING) c->came = c->searched = 0;
		if (poll(&(struct pollfd){ .fd = c->live, .events = POLLIN }, 1, 100) <= 0) return 0;
		ssize_t more = read(c->live, c->coming + c->came, COMING - c->came);
		if (more > 0) c->came += more;
	}
}

static void forget(struct camera *c, uint32_t length)
{
	memmove(c->coming, c->coming + length, c->came -= length);
	c->searched = 0;
}

static int load(struct camera *c)
{
	c->live = -1;
	if (c->mode->kind == YUYV) return 0;
	struct stat st;
	if (!stat(c->mode->clip, &st) && S_ISFIFO(st.st_mode)) return load_live(c);
	int fd = open(c->mode->clip, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !st.st_size) { if (fd >= 0) close(fd); return fail(EIO); }
	c->clip_size = st.st_size;
	c->clip = mmap(NULL, c->clip_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (c->clip == MAP_FAILED) { c->clip = NULL; return fail(EIO); }
	c->starts = malloc((c->clip_size / 4 + 2) * sizeof *c->starts);
	for (size_t i = 0; i < c->clip_size; i++)
		if (begins(c->clip, i, c->clip_size, c->mode->kind)) c->starts[c->nstarts++] = i;
	c->starts[c->nstarts] = c->clip_size;
	return c->nstarts ? 0 : fail(EIO);
}

static void unload(struct camera *c)
{
	if (c->clip) munmap(c->clip, c->clip_size);
	if (c->live >= 0) close(c->live);
	free(c->starts);
	free(c->coming);
	c->live = -1;
	c->coming = NULL;
	c->clip = NULL;
	c->starts = NULL;
	c->nstarts = 0;
}

static uint32_t draw(struct camera *c, uint32_t sequence, uint8_t *to)
{
	int w = c->mode->width, h = c->mode->height, bar = w / 8, left = sequence * 8 % w;
	if (c->live >= 0) {
		uint32_t length = c->searched + 2 < c->size ? c->searched + 2 : c->size;
		memcpy(to, c->coming, length);
		return length;
	}
	if (c->mode->kind != YUYV) {
		int i = sequence % c->nstarts;
		uint32_t length = c->starts[i + 1] - c->starts[i];
		if (length > c->size) length = c->size;
		memcpy(to, c->clip + c->starts[i], length);
		return length;
	}
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++, to += 2) {
			to[0] = (unsigned)((x - left + w) % w) < (unsigned)bar ? 235 : 16 + 180 * y / h;
			to[1] = x & 1 ? 64 + 128 * y / h : 192 - 128 * y / h;
		}
	return w * h * 2;
}

/* One picture in each period of the rate, into the oldest empty slot; with none, the picture is lost. */
static void *clockwork(void *argument)
{
	struct camera *c = argument;
	struct timespec next, now;
	uint8_t token = 1;
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (uint32_t sequence = 0;; sequence++) {
		uint32_t length = 0;
		if (c->live >= 0) length = come(c);
		else {
			next.tv_nsec += 1000000000L / c->rate;
			if (next.tv_nsec >= 1000000000L) { next.tv_nsec -= 1000000000L; next.tv_sec++; }
			clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		}
		pthread_mutex_lock(&guard);
		if (c->running && access(c->plug, F_OK)) { c->gone = 1; close(c->wake); c->wake = -1; }
		if (!c->running || c->gone) break;
		if ((c->live < 0 || length) && c->empty.length && access(c->freezer, F_OK)) {
			int i = pull(&c->empty);
			clock_gettime(CLOCK_MONOTONIC, &now);
			c->slots[i].used = draw(c, sequence, c->pictures + (size_t)i * c->size);
			c->slots[i].sequence = sequence;
			c->slots[i].time = (struct timeval){ now.tv_sec, now.tv_nsec / 1000 };
			push(&c->full, i);
			if (write(c->wake, &token, 1) != 1) break;
		}
		if (length) forget(c, length);
		pthread_mutex_unlock(&guard);
	}
	pthread_mutex_unlock(&guard);
	return NULL;
}

/* ------------------------------------------------------------------ streaming */
static int claim(struct camera *c)
{
	if (c->lock >= 0) return 0;
	int fd = open(c->plug, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return fail(ENODEV);
	if (flock(fd, LOCK_EX | LOCK_NB)) { close(fd); return fail(EBUSY); }
	c->lock = fd;
	return 0;
}

static int stream_on(struct camera *c)
{
	if (c->running) return 0;
	if (!c->nslots) return fail(EINVAL);
	if (claim(c) || load(c)) return -1;
	c->running = 1;
	if (!pthread_create(&c->clock, NULL, clockwork, c)) return 0;
	c->running = 0;
	return fail(ENOMEM);
}

static int stream_off(struct camera *c)
{
	uint8_t token;
	if (!c->running) return 0;
	pthread_mutex_lock(&guard);
	c->running = 0;
	pthread_mutex_unlock(&guard);
	pthread_join(c->clock, NULL);
	while (c->full.length) { pull(&c->full); if (read(c->fd, &token, 1) != 1) break; }
	c->full.length = c->empty.length = 0;
	for (int i = 0; i < c->nslots; i++) c->slots[i].lent = 0;
	unload(c);
	return 0;
}

static int request_buffers(struct camera *c, struct v4l2_requestbuffers *r)
{
	if (r->memory != V4L2_MEMORY_MMAP) return fail(EINVAL);
	if (claim(c)) return -1;
	stream_off(c);
	if (c->pictures) munmap(c->pictures, (size_t)c->size * c->nslots);
	if (c->memory >= 0) close(c->memory);
	c->pictures = NULL;
	c->memory = -1;
	c->nslots = 0;
	r->capabilities = V4L2_BUF_CAP_SUPPORTS_MMAP;
	if (!r->count) { close(c->lock); c->lock = -1; return 0; }
	if (r->count > SLOTS) r->count = SLOTS;
	c->size = (c->mode->width * c->mode->height * 2 + 4095) & ~4095u;
	c->memory = memfd_create("camera", MFD_CLOEXEC);
	if (c->memory < 0 || ftruncate(c->memory, (off_t)c->size * r->count)) return fail(ENOMEM);
	c->pictures = mmap(NULL, (size_t)c->size * r->count, PROT_READ | PROT_WRITE, MAP_SHARED, c->memory, 0);
	if (c->pictures == MAP_FAILED) { c->pictures = NULL; return fail(ENOMEM); }
	c->nslots = r->count;
	memset(c->slots, 0, sizeof c->slots);
	return 0;
}

static void report(struct camera *c, struct v4l2_buffer *b)
{
	const struct slot *s = &c->slots[b->index];
	b->memory = V4L2_MEMORY_MMAP;
	b->length = c->size;
	b->m.offset = b->index * c->size;
	b->bytesused = s->used;
	b->sequence = s->sequence;
	b->timestamp = s->time;
	b->field = V4L2_FIELD_NONE;
	b->flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | (s->lent ? V4L2_BUF_FLAG_QUEUED : 0);
}

static int enqueue(struct camera *c, struct v4l2_buffer *b)
{
	if (b->index >= (uint32_t)c->nslots || b->memory != V4L2_MEMORY_MMAP || c->slots[b->index].lent) return fail(EINVAL);
	pthread_mutex_lock(&guard);
	c->slots[b->index].lent = 1;
	push(&c->empty, b->index);
	report(c, b);
	pthread_mutex_unlock(&guard);
	return 0;
}

static int dequeue(struct camera *c, struct v4l2_buffer *b)
{
	for (;;) {
		uint8_t token;
		int error = 0;
		pthread_mutex_lock(&guard);
		if (c->gone) error = ENODEV;
		else if (!c->running) error = EINVAL;
		else if (!c->full.length) error = EAGAIN;
		else {
			b->index = pull(&c->full);
			c->slots[b->index].lent = 0;
			report(c, b);
			if (read(c->fd, &token, 1) != 1) error = EIO;
		}
		pthread_mutex_unlock(&guard);
		if (error != EAGAIN || fcntl(c->fd, F_GETFL) & O_NONBLOCK) return error ? fail(error) : 0;
		poll(&(struct pollfd){ .fd = c->fd, .events = POLLIN }, 1, 100);
	}
}

/* --------------------------------------------------------------------- ioctls */
static int capability(struct camera *c, struct v4l2_capability *q)
{
	memset(q, 0, sizeof *q);
	strcpy((char *)q->driver, "tunnelcam-test");
	memcpy(q->card, c->card, sizeof q->card);
	snprintf((char *)q->bus_info, sizeof q->bus_info, "platform:%.20s", c->name);
	q->version = 0x060100;
	q->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_EXT_PIX_FORMAT;
	q->capabilities = q->device_caps | V4L2_CAP_DEVICE_CAPS;
	return 0;
}

static int enumerate_format(struct camera *c, struct v4l2_fmtdesc *f)
{
	int left = f->index;
	for (enum kind k = 0; k < KINDS; k++) {
		if (!mode_at(c, kinds[k].fourcc, 0) || left--) continue;
		f->flags = k == YUYV ? 0 : V4L2_FMT_FLAG_COMPRESSED;
		f->pixelformat = kinds[k].fourcc;
		strcpy((char *)f->description, kinds[k].label);
		return 0;
	}
	return fail(EINVAL);
}

static int enumerate_size(struct camera *c, struct v4l2_frmsizeenum *f)
{
	struct mode *m = mode_at(c, f->pixel_format, f->index);
	if (!m) return fail(EINVAL);
	f->type = V4L2_FRMSIZE_TYPE_DISCRETE;
	f->discrete.width = m->width;
	f->discrete.height = m->height;
	return 0;
}

static int enumerate_interval(struct camera *c, struct v4l2_frmivalenum *f)
{
	struct mode *m;
	for (int i = 0; (m = mode_at(c, f->pixel_format, i)); i++) {
		if (m->width != (int)f->width || m->height != (int)f->height || (int)f->index >= m->nrates) continue;
		f->type = V4L2_FRMIVAL_TYPE_DISCRETE;
		f->discrete = (struct v4l2_fract){ 1, m->rates[f->index] };
		return 0;
	}
	return fail(EINVAL);
}

static int format(struct camera *c, struct v4l2_format *f, int set, int attempt)
{
	if (set && (c->nslots || claim(c))) return c->nslots ? fail(EBUSY) : -1;
	struct mode *m = set || attempt ? nearest(c, &f->fmt.pix) : c->mode;
	if (set) { c->mode = m; c->rate = m->rates[0]; }
	f->fmt.pix = (struct v4l2_pix_format){
		.width = m->width, .height = m->height, .pixelformat = kinds[m->kind].fourcc, .field = V4L2_FIELD_NONE,
		.bytesperline = m->kind == YUYV ? m->width * 2 : 0, .sizeimage = m->width * m->height * 2,
		.colorspace = V4L2_COLORSPACE_SRGB,
	};
	return 0;
}

static int parameter(struct camera *c, struct v4l2_streamparm *p, int set)
{
	struct v4l2_fract want = p->parm.capture.timeperframe;
	if (set && c->running) return fail(EBUSY);
	if (set && want.numerator && want.denominator) {
		double rate = (double)want.denominator / want.numerator;
		c->rate = c->mode->rates[0];
		for (int i = 0; i < c->mode->nrates; i++)
			if (abs((int)(c->mode->rates[i] - rate)) < abs((int)(c->rate - rate))) c->rate = c->mode->rates[i];
	}
	memset(&p->parm, 0, sizeof p->parm);
	p->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
	p->parm.capture.readbuffers = 4;
	p->parm.capture.timeperframe = (struct v4l2_fract){ 1, c->rate };
	return 0;
}

static int input(struct v4l2_input *i)
{
	if (i->index) return fail(EINVAL);
	memset(i, 0, sizeof *i);
	strcpy((char *)i->name, "Camera 1");
	i->type = V4L2_INPUT_TYPE_CAMERA;
	return 0;
}

static int query_buffer(struct camera *c, struct v4l2_buffer *b)
{
	if (b->index >= (uint32_t)c->nslots) return fail(EINVAL);
	report(c, b);
	return 0;
}

int camera_ioctl(int fd, unsigned long request, void *a)
{
	struct camera *c = open_cameras[fd];
	if (c->gone || access(c->plug, F_OK)) return request == VIDIOC_STREAMOFF ? stream_off(c) : fail(ENODEV);
	switch (request) { /* those whose first field is the buffer type */
	case VIDIOC_G_FMT: case VIDIOC_S_FMT: case VIDIOC_TRY_FMT: case VIDIOC_G_PARM: case VIDIOC_S_PARM: case VIDIOC_STREAMON:
		if (*(uint32_t *)a != V4L2_BUF_TYPE_VIDEO_CAPTURE) return fail(EINVAL);
	}
	switch (request) {
	case VIDIOC_QUERYCAP: return capability(c, a);
	case VIDIOC_ENUM_FMT: return ((struct v4l2_fmtdesc *)a)->type == V4L2_BUF_TYPE_VIDEO_CAPTURE ? enumerate_format(c, a) : fail(EINVAL);
	case VIDIOC_ENUM_FRAMESIZES: return enumerate_size(c, a);
	case VIDIOC_ENUM_FRAMEINTERVALS: return enumerate_interval(c, a);
	case VIDIOC_G_FMT: return format(c, a, 0, 0);
	case VIDIOC_TRY_FMT: return format(c, a, 0, 1);
	case VIDIOC_S_FMT: return format(c, a, 1, 0);
	case VIDIOC_G_PARM: return parameter(c, a, 0);
	case VIDIOC_S_PARM: return parameter(c, a, 1);
	case VIDIOC_ENUMINPUT: return input(a);
	case VIDIOC_G_INPUT: *(int *)a = 0; return 0;
	case VIDIOC_S_INPUT: return *(int *)a ? fail(EINVAL) : 0;
	case VIDIOC_REQBUFS: return request_buffers(c, a);
	case VIDIOC_QUERYBUF: return query_buffer(c, a);
	case VIDIOC_QBUF: return enqueue(c, a);
	case VIDIOC_DQBUF: return dequeue(c, a);
	case VIDIOC_STREAMON: return stream_on(c);
	case VIDIOC_STREAMOFF: return stream_off(c);
	}
	return fail(ENOTTY);
}

/* ----------------------------------------------------------------- descriptor */
int camera_open(const char *name, int flags)
{
	int ends[2];
	struct camera *c = calloc(1, sizeof *c);
	if (!c) return fail(ENOMEM);
	c->live = -1;
	snprintf(c->name, sizeof c->name, "%s", name);
	snprintf(c->plug, sizeof c->plug, "%s/dev/%s", camera_root, name);
	snprintf(c->freezer, sizeof c->freezer, "%s/frozen/%s", camera_root, name);
	if (describe(c) || pipe2(ends, flags & O_CLOEXEC)) { free(c); return -1; }
	if (ends[0] >= DESCRIPTORS) { close(ends[0]); close(ends[1]); free(c); return fail(EMFILE); }
	fcntl(ends[0], F_SETFL, flags & O_NONBLOCK);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	c->fd = ends[0];
	c->wake = ends[1];
	c->lock = c->memory = -1;
	c->owner = getpid();
	open_cameras[c->fd] = c;
	return c->fd;
}

int camera_owns(int fd) { return fd >= 0 && fd < DESCRIPTORS && open_cameras[fd] && open_cameras[fd]->owner == getpid(); }
int camera_minor(int fd) { return atoi(open_cameras[fd]->name + strlen("video")); }

void *camera_mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	struct camera *c = open_cameras[fd];
	if (c->memory < 0 || offset % c->size || length > c->size) { errno = EINVAL; return MAP_FAILED; }
	return mmap(at, length, protection, flags, c->memory, offset);
}

/* Clears the table first, so that the close of the pipe itself goes to the kernel. */
int camera_close(int fd)
{
	struct camera *c = open_cameras[fd];
	stream_off(c);
	open_cameras[fd] = NULL;
	if (c->pictures) munmap(c->pictures, (size_t)c->size * c->nslots);
	if (c->memory >= 0) close(c->memory);
	if (c->lock >= 0) close(c->lock);
	if (c->wake >= 0) close(c->wake);
	free(c);
	return close(fd);
}
