/* Bytes over sockets. */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void fail(const char *what) {
  fprintf(stderr, "forebay-init: %s: %s\n", what, strerror(errno));
  _exit(125);
}

void refuse(const char *what, const char *value) {
  fprintf(stderr, "forebay-init: %s: %s\n", what, value);
  _exit(125);
}

long number(const char *text, long least, long most) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || value < least || value > most)
    refuse("not a number within bounds", text);
  return value;
}

uint32_t get32(const void *at) {
  const unsigned char *b = at;
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

void put32(void *at, uint32_t value) {
  unsigned char *b = at;
  b[0] = (unsigned char)(value >> 24);
  b[1] = (unsigned char)(value >> 16);
  b[2] = (unsigned char)(value >> 8);
  b[3] = (unsigned char)value;
}

int read_all(int fd, void *to, size_t length) {
  char *at = to;
  while (length > 0) {
    ssize_t got = read(fd, at, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    at += got;
    length -= (size_t)got;
  }
  return 0;
}

int write_all(int fd, const void *from, size_t length) {
  const char *at = from;
  while (length > 0) {
    ssize_t put = write(fd, at, length);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return -1;
    at += put;
    length -= (size_t)put;
  }
  return 0;
}

static struct sockaddr_un address(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) refuse("the socket's path is too long", path);
  strcpy(address.sun_path, path);
  return address;
}

int unix_connect(const char *path, int flags) {
  struct sockaddr_un to = address(path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) return -1;
  if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0) return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int unix_listen(const char *path) {
  struct sockaddr_un at = address(path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0)
    fail("cannot listen");
  return fd;
}
