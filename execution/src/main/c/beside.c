/*
 * Stands on the host for a program inside: hands its own standard output in, says
 * on standard error whether the program runs, passes SIGTERM on, ends with its status. When it is
 * killed, so is the program.
 */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int connection;

static void pass_on(int signal) {
  unsigned char byte = (unsigned char)signal;
  if (write(connection, &byte, 1) < 0) _exit(125);
}

static void send_request(void) {
  union {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } extra = {{0}};
  char type = 'P';
  struct iovec part = {.iov_base = &type, .iov_len = 1};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = extra.room,
                           .msg_controllen = sizeof extra.room};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  *header = (struct cmsghdr){
      .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
  memcpy(CMSG_DATA(header), &(int){STDOUT_FILENO}, sizeof(int));
  if (sendmsg(connection, &message, MSG_NOSIGNAL) != 1) fail("cannot reach the sandbox");

  char size[4];
  if (read_all(STDIN_FILENO, size, sizeof size) != 0) fail("no program");
  uint32_t length = get32(size);
  char *block = length <= MAX_BLOCK ? malloc(length) : NULL;
  if (block == NULL || read_all(STDIN_FILENO, block, length) != 0) fail("no program");
  if (write_all(connection, size, sizeof size) != 0 || write_all(connection, block, length) != 0)
    fail("cannot reach the sandbox");
  free(block);
}

/* SOCKET; the program comes as a block on standard input */
int beside(int argc, char **argv) {
  if (argc != 1) refuse("wrong arguments for", "beside");
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  setsid();
  connection = unix_connect(argv[0], 0);
  if (connection < 0) fail("cannot reach the sandbox");
  signal(SIGPIPE, SIG_IGN);
  signal(SIGTERM, pass_on);
  send_request();
  unsigned char answer;
  if (read_all(connection, &answer, 1) != 0) refuse("cannot start", "the sandbox has ended");
  if (answer != 0) {
    errno = answer;
    fail("cannot start");
  }
  fprintf(stderr, "started\n");
  fclose(stderr);
  if (read_all(connection, &answer, 1) != 0) return 128 + SIGKILL; /* the sandbox has ended */
  return answer;
}
