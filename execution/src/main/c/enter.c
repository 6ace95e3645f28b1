/* The way in: what must happen on the host before bubblewrap takes over. */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void join(const char *group) {
  int fd = open(group, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, "0", 1) != 1) {
    fprintf(stderr, "forebay-init: cannot join %s: %s\n", group, strerror(errno));
    _exit(125);
  }
  close(fd);
}

static void keep(int fd, int as) {
  if (fd < 0) fail("cannot reach the server");
  if (fd == as)
    fcntl(fd, F_SETFD, 0);
  else if (dup2(fd, as) < 0)
    fail("dup2");
}

/* --group FILE ... --control SOCKET --listen SOCKET -- PROGRAM ARGUMENTS */
/* Functions may be given more memory together than the machine has: when it runs out, the kernel is
   to end one of them and not the server. */
static void offer_first(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (write(fd, "500", 3) < 0) { /* then they are chosen by their size alone */
  }
  close(fd);
}

int enter(int argc, char **argv) {
  const char *control = NULL, *own = NULL;
  int i = 0;
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  offer_first();
  setsid(); /* a Ctrl-C at the server's terminal is the server's to handle */
  for (; i + 1 < argc && strcmp(argv[i], "--") != 0; i += 2) {
    if (strcmp(argv[i], "--group") == 0)
      join(argv[i + 1]);
    else if (strcmp(argv[i], "--control") == 0)
      control = argv[i + 1];
    else if (strcmp(argv[i], "--listen") == 0)
      own = argv[i + 1];
    else
      refuse("unknown option", argv[i]);
  }
  if (control == NULL || own == NULL || i + 1 >= argc) refuse("too few arguments for", "enter");
  /* Above the two numbers, so that neither of them is one of these. */
  int listening = fcntl(unix_listen(own), F_DUPFD_CLOEXEC, 10);
  int connection = fcntl(unix_connect(control, 0), F_DUPFD_CLOEXEC, 10);
  keep(connection, CONTROL_FD);
  keep(listening, LISTEN_FD);
  execv(argv[i + 1], argv + i + 1);
  fail(argv[i + 1]);
}
