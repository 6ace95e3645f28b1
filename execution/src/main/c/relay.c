/*
 * Copies bytes between pairs of sockets: a TCP connection of the function's to a Unix socket of the
 * server's, or a connection of the server's to a TCP port inside. Each direction ends by itself. All
 * of it belongs to the one thread that polls.
 */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 32768, MAX_LISTENERS = 4, MAX_PAIRS = 400, RETRY_MS = 4, GIVE_UP_MS = 10000 };

/* One direction: bytes read and not yet written, and how far it has ended. */
struct flow {
  char *buffer;
  size_t from, to;
  int read_ended, write_ended;
};

enum state { WAITING /* for room in the server's backlog */, CONNECTING, OPEN };

struct pair {
  int fd[2]; /* fd[0] came to us, fd[1] we connect */
  struct flow flow[2]; /* flow[i] goes from fd[i] to fd[1 - i] */
  enum state state;
  const char *path; /* where fd[1] goes; NULL: a TCP port, and fd[0] is told the outcome */
  long deadline;
};

static struct {
  int fd;
  const char *path;
} listeners[MAX_LISTENERS];
static size_t listener_count;
static struct pair *pairs[MAX_PAIRS];
static size_t pair_count;

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int relay_listen(int port, const char *path) {
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;
  if (fd < 0 || listener_count == MAX_LISTENERS) return -1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 128) != 0) return -1;
  listeners[listener_count].fd = fd;
  listeners[listener_count++].path = path;
  return 0;
}

static void drop(size_t index) {
  struct pair *pair = pairs[index];
  for (int i = 0; i < 2; i++) {
    if (pair->fd[i] >= 0) close(pair->fd[i]);
    free(pair->flow[i].buffer);
  }
  free(pair);
  pairs[index] = pairs[--pair_count];
}

static struct pair *add(int fd) {
  struct pair *pair = calloc(1, sizeof *pair);
  int on = 1;
  if (pair == NULL || pair_count == MAX_PAIRS) {
    free(pair);
    close(fd);
    return NULL;
  }
  pair->fd[0] = fd;
  pair->fd[1] = -1;
  pair->deadline = now_ms() + GIVE_UP_MS;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* fails on a Unix socket: fine */
  pairs[pair_count++] = pair;
  return pair;
}

/* Connects to the server; when its backlog is full, tries again a little later. */
static int reach_server(struct pair *pair) {
  pair->fd[1] = unix_connect(pair->path, SOCK_NONBLOCK);
  if (pair->fd[1] >= 0)
    pair->state = OPEN;
  else if (errno != EAGAIN || now_ms() > pair->deadline)
    return -1;
  return 0;
}

static int tell_outcome(struct pair *pair, int error) {
  unsigned char answer = (unsigned char)error;
  if (write_all(pair->fd[0], &answer, 1) != 0 || error != 0) return -1;
  pair->state = OPEN;
  return 0;
}

void relay_adopt(int fd, int tcp_port) {
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)tcp_port),
                           .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct pair *pair = add(fd);
  if (pair == NULL) return;
  pair->state = CONNECTING;
  pair->fd[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int outcome = connect(pair->fd[1], (struct sockaddr *)&to, sizeof to) == 0 ? 0 : errno;
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  if (outcome != EINPROGRESS && tell_outcome(pair, outcome) != 0) drop(pair_count - 1);
}

int relay_full(void) { return pair_count == MAX_PAIRS; }

int relay_timeout(void) {
  for (size_t i = 0; i < pair_count; i++)
    if (pairs[i]->state == WAITING) return RETRY_MS;
  return -1;
}

size_t relay_poll_count(void) { return listener_count + 2 * pair_count; }

static short wanted(const struct pair *pair, int side) {
  const struct flow *in = &pair->flow[side], *out = &pair->flow[1 - side];
  if (pair->state == WAITING) return 0;
  if (pair->state == CONNECTING) return side == 1 ? POLLOUT : 0;
  short events = 0;
  if (!in->read_ended && in->from == in->to) events |= POLLIN;
  if (out->from < out->to) events |= POLLOUT;
  return events;
}

size_t relay_poll_fill(struct pollfd *polls) {
  size_t n = 0;
  for (size_t i = 0; i < listener_count; i++)
    polls[n++] = (struct pollfd){.fd = relay_full() ? -1 : listeners[i].fd, .events = POLLIN};
  for (size_t i = 0; i < pair_count; i++)
    for (int side = 0; side < 2; side++) {
      short events = wanted(pairs[i], side);
      polls[n++] = (struct pollfd){.fd = events != 0 ? pairs[i]->fd[side] : -1, .events = events};
    }
  return n;
}

/* Moves what can be moved from one side to the other; -1 when the pair is broken. */
static int pump(struct pair *pair, int side) {
  struct flow *flow = &pair->flow[side];
  int from = pair->fd[side], to = pair->fd[1 - side];
  if (flow->buffer == NULL && (flow->buffer = malloc(BUFFER)) == NULL) return -1;
  for (;;) {
    if (flow->from == flow->to) {
      if (flow->read_ended) break;
      ssize_t got = read(from, flow->buffer, BUFFER);
      if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
      flow->from = 0;
      flow->to = (size_t)got;
      flow->read_ended = got == 0;
      if (got == 0) break;
    }
    ssize_t put = write(to, flow->buffer + flow->from, flow->to - flow->from);
    if (put < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
    flow->from += (size_t)put;
  }
  if (!flow->write_ended) {
    shutdown(to, SHUT_WR);
    flow->write_ended = 1;
  }
  return 0;
}

/* One pair after a poll; -1 when it is done with. */
static int serve(struct pair *pair, short first, short second) {
  if (pair->state == WAITING) return reach_server(pair);
  if (pair->state == CONNECTING) {
    if (second == 0) return 0;
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(pair->fd[1], SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
    return tell_outcome(pair, error);
  }
  if (first == 0 && second == 0) return 0;
  if (pump(pair, 0) != 0 || pump(pair, 1) != 0) return -1;
  return pair->flow[0].write_ended && pair->flow[1].write_ended ? -1 : 0;
}

void relay_poll_done(const struct pollfd *polls) {
  const struct pollfd *of_pairs = polls + listener_count;
  for (size_t i = pair_count; i-- > 0;) /* downwards, because dropping moves the last one here */
    if (serve(pairs[i], of_pairs[2 * i].revents, of_pairs[2 * i + 1].revents) != 0) drop(i);
  for (size_t i = 0; i < listener_count; i++) {
    if (!(polls[i].revents & POLLIN)) continue;
    int fd = accept4(listeners[i].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct pair *pair = fd >= 0 ? add(fd) : NULL;
    if (pair == NULL) continue;
    pair->path = listeners[i].path;
    if (reach_server(pair) != 0) drop(pair_count - 1);
  }
}
