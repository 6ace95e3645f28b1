/*
 * Runs a program and ends with it, or ends it. The kernel's own signal at a parent's death is lost
 * when the program changes its user, which pasta does; this process keeps its own and so gets it.
 */
#define _GNU_SOURCE
#include "forebay.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t program;

static void end(int signal) {
  (void)signal;
  if (program > 0) kill(program, SIGKILL);
  _exit(0);
}

/* Opens a process's network, which the program itself would not be allowed to once it has given up
 * its privileges. */
static void open_network(const char *process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/ns/net", number(process, 1, INT32_MAX));
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || dup2(fd, NETWORK_FD) < 0) fail(path);
}

/* [--network PROCESS] PROGRAM ARGUMENTS */
int attend(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[0], "--network") == 0) {
    open_network(argv[1]);
    argv += 2;
    argc -= 2;
  }
  if (argc < 1) refuse("too few arguments for", "attend");
  pid_t server = getppid();
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  signal(SIGTERM, end);
  prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
  if (getppid() != server) return 0;
  setsid();
  program = fork();
  if (program < 0) fail("fork");
  if (program == 0) {
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    execv(argv[0], argv);
    fail(argv[0]);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  int status;
  if (waitpid(program, &status, 0) < 0) fail("wait");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
