/*
 * forebay-init: the part of Forebay's sandbox that runs inside it. One program in four roles:
 *
 *   enter   on the host, for a moment: joins the control groups, opens the sockets over which the
 *           server speaks to the sandbox, and becomes bubblewrap
 *   inside  the first process of the sandbox: gives up every privilege, relays TCP ports to Unix
 *           sockets, runs the command, reaps what is orphaned
 *   beside  on the host: stands for one further program in the sandbox, whose output is its own
 *   attend  on the host: runs a program that must not outlive the server
 */
#ifndef FOREBAY_H
#define FOREBAY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The descriptors that `enter` leaves open for `inside`. */
enum { CONTROL_FD = 3, LISTEN_FD = 4 };

/* Where `attend` leaves a sandbox's network for its program. */
enum { NETWORK_FD = 9 };

enum { MAX_BLOCK = 4 << 20, MAX_WORDS = 16384 };

/* What to run: words and variables, NULL-terminated, both inside one block that is owned. */
struct program {
  char *block;
  char **words;
  char **variables;
  int hold;
  uint32_t generation;
};

void fail(const char *what) __attribute__((noreturn));
void refuse(const char *what, const char *value) __attribute__((noreturn));
long number(const char *text, long least, long most);

uint32_t get32(const void *at);
void put32(void *at, uint32_t value);

/* Reads or writes exactly so many bytes; 0 when it could, -1 at the end or an error. */
int read_all(int fd, void *to, size_t length);
int write_all(int fd, const void *from, size_t length);

int unix_connect(const char *path, int flags);
int unix_listen(const char *path);

/* Takes a block apart; takes ownership of it also when it is malformed, which answers -1. */
int program_parse(struct program *program, char *block, size_t length);
void program_free(struct program *program);

/*
 * Starts it with these descriptors as standard input, output and error. Answers the process id, or
 * -1 with errno when the program cannot be run.
 */
pid_t program_start(const struct program *program, int in, int out, int err);

void seccomp_install(void);

/* Lets go of uid, gid, groups and capabilities for good, and sets the limits of all that follows. */
void privileges_drop(uid_t uid, gid_t gid, long max_processes);

/* Makes 169.254.0.0/16 unreachable: where clouds keep a machine's own credentials. */
void routes_blackhole(void);

int relay_listen(int port, const char *path);
void relay_adopt(int fd, int tcp_port);
int relay_timeout(void);
int relay_full(void);
size_t relay_poll_count(void);
struct pollfd;
size_t relay_poll_fill(struct pollfd *polls);
void relay_poll_done(const struct pollfd *polls);

int enter(int argc, char **argv);
int inside(int argc, char **argv);
int beside(int argc, char **argv);
int attend(int argc, char **argv);

#endif
