/* A program to run: its wire form, and fork and exec. */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* hold:1 generation:4 words:4 variables:4, then the strings, each ended by NUL. */
int program_parse(struct program *program, char *block, size_t length) {
  *program = (struct program){.block = block};
  if (length < 13 || block[length - 1] != '\0') goto malformed;
  program->hold = block[0];
  program->generation = get32(block + 1);
  uint32_t words = get32(block + 5);
  uint32_t variables = get32(block + 9);
  if (words == 0 || words > MAX_WORDS || variables > MAX_WORDS) goto malformed;
  program->words = calloc(words + variables + 2, sizeof(char *));
  if (program->words == NULL) goto malformed;
  program->variables = program->words + words + 1;
  char *at = block + 13;
  for (uint32_t i = 0; i < words + variables; i++) {
    if (at >= block + length) goto malformed;
    program->words[i < words ? i : i + 1] = at;
    at += strlen(at) + 1;
  }
  return 0;
malformed:
  program_free(program);
  errno = EINVAL;
  return -1;
}

void program_free(struct program *program) {
  free(program->block);
  free(program->words);
  *program = (struct program){0};
}

static void become(const struct program *program, int in, int out, int err) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  setsid();
  /* Out of the way of 0, 1 and 2 first: the three may be each other's targets. */
  int high_in = fcntl(in, F_DUPFD_CLOEXEC, 10);
  int high_out = fcntl(out, F_DUPFD_CLOEXEC, 10);
  int high_err = fcntl(err, F_DUPFD_CLOEXEC, 10);
  if (dup2(high_in, 0) < 0 || dup2(high_out, 1) < 0 || dup2(high_err, 2) < 0) return;
  /* If memory runs out, this goes before the sandbox's first process. */
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) {
    if (write(score, "500", 3) < 0) { /* a wish, not a need */
    }
    close(score);
  }
  environ = program->variables;
  execvp(program->words[0], program->words);
}

pid_t program_start(const struct program *program, int in, int out, int err) {
  int result[2];
  if (pipe2(result, O_CLOEXEC) != 0) return -1;
  pid_t child = fork();
  if (child == 0) {
    close(result[0]);
    become(program, in, out, err);
    int error = errno;
    if (write(result[1], &error, sizeof error) < 0) _exit(126);
    _exit(error == ENOENT ? 127 : 126);
  }
  close(result[1]);
  int error = child < 0 ? errno : 0;
  if (child > 0) {
    ssize_t got;
    do got = read(result[0], &error, sizeof error);
    while (got < 0 && errno == EINTR);
    if (got <= 0) error = 0;
    if (error != 0) waitpid(child, NULL, 0);
  }
  close(result[0]);
  if (error == 0) return child;
  errno = error;
  return -1;
}
