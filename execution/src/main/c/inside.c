/*
 * The sandbox's first process. The kernel protects it: no process inside can send it a signal, and
 * when it ends, all of them end. One thread, one poll; whatever it holds of programs is in `command`
 * and `others`.
 *
 * The server speaks over CONTROL_FD: a type, a length, a payload.
 *   S program    end everything, start this (or keep it until G); answered by I generation
 *   G            release: run what is held, or send the line that the command waits for
 *   T signal     to the command
 * and hears X generation status when the command has ended. At the end of this stream the sandbox
 * ends. At LISTEN_FD, which only the host can reach, a connection begins with
 *   T port       answered by an errno, then joined with that TCP port
 *   P program    with a descriptor for its output; answered by an errno, later by its status; a byte
 *                sent is a signal for it, the end of the stream kills it
 */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_OTHERS = 32 };

static struct {
  struct program held;
  pid_t pid; /* 0: held, or ended */
  uint32_t generation;
  int line; /* the writing end of its standard input, until released; else -1 */
} command = {.line = -1};

static struct {
  pid_t pid;
  int fd;
} others[MAX_OTHERS];
static size_t other_count;

static void tell(char type, int status) {
  unsigned char message[6] = {(unsigned char)type};
  put32(message + 1, command.generation);
  message[5] = (unsigned char)status;
  if (write_all(CONTROL_FD, message, sizeof message) != 0) _exit(0);
}

static void run(const struct program *program, int in) {
  command.pid = program_start(program, in, 1, 1);
  if (command.pid > 0) return;
  int error = errno;
  command.pid = 0;
  dprintf(1, "cannot run %s: %s\n", program->words[0], strerror(error));
  tell('X', error == ENOENT ? 127 : 126);
}

static void end_everything(void) {
  command.pid = 0;
  while (kill(-1, SIGKILL) == 0 || errno != ESRCH)
    if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD) break;
  while (other_count > 0) close(others[--other_count].fd);
  if (command.line >= 0) close(command.line);
  command.line = -1;
  program_free(&command.held);
}

static void start(char *block, size_t length) {
  end_everything();
  if (program_parse(&command.held, block, length) != 0) fail("malformed program");
  command.generation = command.held.generation;
  if (!command.held.hold) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
    command.line = ends[1];
    run(&command.held, ends[0]);
    close(ends[0]);
    program_free(&command.held);
  }
  tell('I', 0);
}

static void release(void) {
  if (command.line >= 0) {
    if (write(command.line, "\n", 1) < 0 && errno != EPIPE) fail("release");
    close(command.line);
    command.line = -1;
  } else if (command.held.block != NULL) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    run(&command.held, nothing);
    close(nothing);
    program_free(&command.held);
  }
}

static char *read_block(int fd, uint32_t *length) {
  char size[4];
  if (read_all(fd, size, 4) != 0) return NULL;
  *length = get32(size);
  char *block = *length <= MAX_BLOCK ? malloc(*length + 1) : NULL;
  if (block != NULL && read_all(fd, block, *length) != 0) {
    free(block);
    return NULL;
  }
  return block;
}

static void obey(void) {
  char type;
  uint32_t length;
  if (read_all(CONTROL_FD, &type, 1) != 0) _exit(0); /* the server has gone */
  char *block = read_block(CONTROL_FD, &length);
  if (block == NULL) _exit(0);
  if (type == 'S') {
    start(block, length);
    return;
  }
  if (type == 'G') release();
  if (type == 'T' && length == 1 && command.pid > 0) kill(command.pid, block[0]);
  free(block);
}

static int receive_type(int fd, char *type, int *passed) {
  union {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } extra;
  struct iovec part = {.iov_base = type, .iov_len = 1};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = extra.room,
                           .msg_controllen = sizeof extra.room};
  *passed = -1;
  if (recvmsg(fd, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy(passed, CMSG_DATA(header), sizeof(int));
  return 0;
}

static void start_beside(int fd, int output) {
  struct program program;
  uint32_t length;
  char *block = read_block(fd, &length);
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  pid_t pid = -1;
  if (block == NULL || output < 0 || other_count == MAX_OTHERS) {
    free(block);
    errno = EAGAIN;
  } else if (program_parse(&program, block, length) == 0) {
    pid = program_start(&program, nothing, output, output);
    int error = errno;
    program_free(&program);
    errno = error;
  }
  unsigned char answer = pid < 0 ? (unsigned char)errno : 0;
  close(nothing);
  if (output >= 0) close(output);
  if (write_all(fd, &answer, 1) != 0 || pid < 0) {
    if (pid > 0) kill(pid, SIGKILL);
    close(fd);
    return;
  }
  others[other_count].pid = pid;
  others[other_count++].fd = fd;
}

static void answer_host(void) {
  int fd = accept4(LISTEN_FD, NULL, NULL, SOCK_CLOEXEC);
  if (fd < 0) return;
  struct timeval patience = {.tv_sec = 5};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char type;
  int passed;
  unsigned char port[2];
  if (receive_type(fd, &type, &passed) != 0)
    close(fd);
  else if (type == 'P')
    start_beside(fd, passed);
  else if (type == 'T' && read_all(fd, port, 2) == 0)
    relay_adopt(fd, port[0] << 8 | port[1]);
  else
    close(fd);
}

/* A signal from the host for a program beside the command, or the host's farewell. */
static void signal_other(size_t i) {
  char signal;
  ssize_t got = read(others[i].fd, &signal, 1);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got == 1 && signal != SIGKILL)
    kill(others[i].pid, signal);
  else {
    kill(-others[i].pid, SIGKILL);
    kill(others[i].pid, SIGKILL);
  }
  if (got <= 0) {
    close(others[i].fd);
    others[i] = others[--other_count];
  }
}

static void reap(int signals) {
  struct signalfd_siginfo drained;
  if (read(signals, &drained, sizeof drained) < 0 && errno != EAGAIN) fail("signals");
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
    unsigned char code =
        (unsigned char)(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    if (pid == command.pid) {
      command.pid = 0;
      tell('X', code);
    }
    for (size_t i = other_count; i-- > 0;)
      if (others[i].pid == pid) {
        if (write_all(others[i].fd, &code, 1) != 0) { /* nobody waits for it any more */
        }
        close(others[i].fd);
        others[i] = others[--other_count];
      }
  }
}

static int catch_children(void) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_SETMASK, &child, NULL);
  signal(SIGPIPE, SIG_IGN);
  int fd = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) fail("signalfd");
  return fd;
}

static void loop(int signals) {
  struct pollfd *polls = NULL;
  for (;;) {
    size_t fixed = 3 + other_count, count = fixed + relay_poll_count();
    struct pollfd *room = realloc(polls, count * sizeof *polls);
    if (room == NULL) fail("memory");
    polls = room;
    polls[0] = (struct pollfd){.fd = CONTROL_FD, .events = POLLIN};
    polls[1] = (struct pollfd){.fd = LISTEN_FD, .events = POLLIN};
    polls[2] = (struct pollfd){.fd = signals, .events = POLLIN};
    for (size_t i = 0; i < other_count; i++)
      polls[3 + i] = (struct pollfd){.fd = others[i].fd, .events = POLLIN};
    relay_poll_fill(polls + fixed);
    if (poll(polls, count, relay_timeout()) < 0 && errno != EINTR) fail("poll");
    relay_poll_done(polls + fixed);
    for (size_t i = fixed - 3; i-- > 0;)
      if (polls[3 + i].revents) signal_other(i);
    if (polls[2].revents) reap(signals);
    if (polls[1].revents) answer_host();
    if (polls[0].revents) obey();
  }
}

/* uid gid max-processes link-local(open|closed) port=socket ... */
int inside(int argc, char **argv) {
  if (argc < 4) refuse("too few arguments for", "inside");
  if (strcmp(argv[3], "closed") == 0) routes_blackhole();
  for (int i = 4; i < argc; i++) {
    char *path = strchr(argv[i], '=');
    if (path == NULL) refuse("not a relay", argv[i]);
    *path++ = '\0';
    if (relay_listen((int)number(argv[i], 1, 65535), path) != 0) fail("cannot listen inside");
  }
  privileges_drop((uid_t)number(argv[0], 1, UINT32_MAX - 1), (gid_t)number(argv[1], 1, UINT32_MAX - 1),
                  number(argv[2], 0, 1 << 22));
  int signals = catch_children();
  fcntl(CONTROL_FD, F_SETFD, FD_CLOEXEC);
  fcntl(LISTEN_FD, F_SETFD, FD_CLOEXEC);
  seccomp_install();
  if (dup2(1, 2) < 0) fail("standard error");
  loop(signals);
  return 0;
}
