/* What the sandbox's first process gives up before anything of the function's runs. */
#define _GNU_SOURCE
#include "forebay.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void limit(int what, rlim_t soft, rlim_t hard) {
  struct rlimit now;
  if (getrlimit((__rlimit_resource_t)what, &now) != 0) fail("getrlimit");
  if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max) hard = now.rlim_max;
  if (soft > hard) soft = hard;
  struct rlimit wanted = {.rlim_cur = soft, .rlim_max = hard};
  if (setrlimit((__rlimit_resource_t)what, &wanted) != 0) fail("setrlimit");
}

void privileges_drop(uid_t uid, gid_t gid, long max_processes) {
  limit(RLIMIT_NOFILE, 1024, 1024);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_STACK, 8 << 20, RLIM_INFINITY);
  limit(RLIMIT_MEMLOCK, 64 << 10, 64 << 10);
  if (max_processes > 0) limit(RLIMIT_NPROC, (rlim_t)max_processes, (rlim_t)max_processes);
  for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  if (getuid() != uid)
    if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
      fail("cannot become the function's user");
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}, {0}};
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (syscall(SYS_capset, &header, none) != 0) fail("cannot drop capabilities");
  if (getuid() == 0) refuse("the function would run as", "root");
  /* A change of user forgets the parent's death signal. */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) fail("parent's death signal");
  /* Nothing of this process can be read or traced from inside. */
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) fail("dumpable");
}

/* Were this the host's network, the route would be the host's. */
static void require_own_network(void) {
  struct if_nameindex *all = if_nameindex();
  if (all == NULL) fail("cannot list network interfaces");
  for (struct if_nameindex *one = all; one->if_index != 0; one++)
    if (strcmp(one->if_name, "lo") != 0) refuse("not in a network of its own", one->if_name);
  if_freenameindex(all);
}

void routes_blackhole(void) {
  require_own_network();
  struct {
    struct nlmsghdr header;
    struct rtmsg route;
    struct rtattr attribute;
    struct in_addr destination;
  } request = {
      .header = {.nlmsg_len = sizeof request,
                 .nlmsg_type = RTM_NEWROUTE,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK},
      .route = {.rtm_family = AF_INET,
                .rtm_dst_len = 16,
                .rtm_table = RT_TABLE_MAIN,
                .rtm_protocol = RTPROT_STATIC,
                .rtm_scope = RT_SCOPE_UNIVERSE,
                .rtm_type = RTN_UNREACHABLE},
      .attribute = {.rta_len = RTA_LENGTH(sizeof(struct in_addr)), .rta_type = RTA_DST},
  };
  request.destination.s_addr = htonl(0xA9FE0000);
  struct {
    struct nlmsghdr header;
    struct nlmsgerr result;
    char rest[256];
  } answer;
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) fail("netlink");
  if (send(fd, &request, sizeof request, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0)
    fail("netlink");
  errno = -answer.result.error;
  if (errno != 0 && errno != EEXIST) fail("cannot close the way to link-local addresses");
  close(fd);
}
