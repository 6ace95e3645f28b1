/*
 * The system calls that no function needs and that have been ways out of sandboxes: a list of what
 * is denied, because the list of what runtimes and native modules need is open-ended. The kernel
 * remembers the calls that a filter always allows, so that they cost nothing.
 */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "no system call filter for this processor"
#endif

static const int denied[] = {
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp,
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd,
    SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module,
    SYS_add_key, SYS_request_key, SYS_keyctl,
    SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_fanotify_init,
    SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, SYS_syslog, SYS_vhangup,
    SYS_settimeofday, SYS_clock_settime, SYS_sethostname, SYS_setdomainname,
    SYS_move_pages, SYS_migrate_pages, SYS_lookup_dcookie, SYS_nfsservctl,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef __x86_64__
    SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_create_module, SYS_uselib, SYS__sysctl, SYS_ustat,
#endif
    /* By number where the C library's headers may be older than the kernel. */
    428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */,
    432 /* fsmount */, 433 /* fspick */, 438 /* pidfd_getfd */, 442 /* mount_setattr */,
    443 /* quotactl_fd */, 467 /* open_tree_attr */,
};

/* Said not to exist, so that the C library and libuv take their other way. */
static const int absent[] = {
    435 /* clone3: its flags lie in memory, out of a filter's sight */,
    425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */,
};

#define NAMESPACES                                                                            \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
   CLONE_NEWNET)

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOW_HALF(i) LOAD(args[i]) /* both processors are little-endian */
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define ANSWER(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

enum { DENIED = sizeof denied / sizeof *denied, ABSENT = sizeof absent / sizeof *absent };

void seccomp_install(void) {
  struct sock_filter filter[64 + 2 * (DENIED + ABSENT)];
  unsigned short n = 0;
#define ADD(...)                                                   \
  do {                                                             \
    const struct sock_filter more[] = {__VA_ARGS__};               \
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) filter[n++] = more[i]; \
  } while (0)

  /* Another processor's calls (32-bit, x32) would go round the numbers below. */
  ADD(LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0), ANSWER(ENOSYS), LOAD(nr));
#ifdef __x86_64__
  ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), ANSWER(ENOSYS));
#endif
  for (size_t i = 0; i < DENIED; i++) ADD(SKIP_UNLESS((unsigned)denied[i], 1), ANSWER(EPERM));
  for (size_t i = 0; i < ABSENT; i++) ADD(SKIP_UNLESS((unsigned)absent[i], 1), ANSWER(ENOSYS));
  ADD(SKIP_UNLESS(SYS_clone, 4), LOW_HALF(0),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1), ANSWER(EPERM), ALLOW);
  /* Pushing input into a terminal. */
  ADD(SKIP_UNLESS(SYS_ioctl, 6), LOW_HALF(1), SKIP_UNLESS(TIOCSTI, 1), ANSWER(EPERM),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x541C /* TIOCLINUX */, 0, 1), ANSWER(EPERM), ALLOW);
  /* Network families that no namespace confines (vsock, Bluetooth), or that nobody needs. */
  ADD(SKIP_UNLESS(SYS_socket, 7), LOW_HALF(0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 4, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0), ANSWER(EAFNOSUPPORT), ALLOW);
  ADD(ALLOW);
#undef ADD

  struct sock_fprog program = {.len = n, .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no-new-privs");
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) != 0)
    fail("seccomp");
}
