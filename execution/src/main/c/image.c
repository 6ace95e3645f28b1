/*
 * A /tmp of a fixed size on disk: a file system in a file, mounted where only this sandbox sees it.
 * Unlike memory-backed files, what is written there does not count against the memory limit.
 */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* Copies the parts of a sparse file that hold something. */
static int copy_sparse(const char *from, const char *to) {
  int in = open(from, O_RDONLY | O_CLOEXEC);
  int out = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  struct stat size;
  if (in < 0 || out < 0 || fstat(in, &size) != 0 || ftruncate(out, size.st_size) != 0)
    fail("cannot make the file for /tmp");
  off_t at = 0;
  while ((at = lseek(in, at, SEEK_DATA)) >= 0) {
    off_t end = lseek(in, at, SEEK_HOLE), put = at;
    while (at < end)
      if (copy_file_range(in, &at, out, &put, (size_t)(end - at), 0) <= 0)
        fail("cannot fill the file for /tmp");
  }
  close(in);
  return out;
}

static void attach(int file, char *device, size_t room) {
  struct loop_config config = {.fd = (uint32_t)file,
                               .info = {.lo_flags = LO_FLAGS_AUTOCLEAR}};
  int all = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
  for (int attempt = 0; attempt < 64; attempt++) {
    int index = ioctl(all, LOOP_CTL_GET_FREE);
    if (index < 0) fail("no loop device");
    snprintf(device, room, "/dev/loop%d", index);
    int loop = open(device, O_RDWR | O_CLOEXEC);
    if (loop < 0) continue;
    if (ioctl(loop, LOOP_CONFIGURE, &config) == 0) {
      close(all); /* `loop` stays open until exec, so that the device is not cleared before it is mounted */
      return;
    }
    close(loop);
    if (errno != EBUSY) break;
  }
  fail("cannot attach the file for /tmp");
}

/* TEMPLATE:IMAGE:MOUNTPOINT */
void image_mount(const char *spec) {
  char copy[3 * 4096], device[32];
  if (strlen(spec) >= sizeof copy) refuse("too long", spec);
  strcpy(copy, spec);
  char *image = strchr(copy, ':'), *point = image == NULL ? NULL : strchr(image + 1, ':');
  if (point == NULL) refuse("not an image", spec);
  *image++ = '\0';
  *point++ = '\0';
  int file = copy_sparse(copy, image);
  attach(file, device, sizeof device);
  close(file);
  unlink(image); /* the device holds it; it goes with the sandbox */
  if (unshare(CLONE_NEWNS) != 0 || mount("", "/", NULL, MS_REC | MS_SLAVE, NULL) != 0 ||
      mount(device, point, "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, "nobarrier") != 0)
    fail("cannot mount /tmp");
}
