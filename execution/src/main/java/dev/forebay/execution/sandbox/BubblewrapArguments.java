package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The words with which bubblewrap is started. Each mount costs about a tenth of a millisecond, so
 * there are few. Immutable.
 */
final class BubblewrapArguments {
  private static final String INIT = "/run/forebay-init";
  private static final String ENDPOINT = "/run/forebay-endpoint.sock";

  private final Path bubblewrap;
  private final Path init;
  private final Privilege privilege;
  private final int group;
  private final Optional<SandboxSettings.Endpoint> endpoint;
  private final List<String> system;

  /**
   * Fixes what is the same for all environments.
   *
   * @param etc mounted at {@code /etc}
   * @param dev the words that mount {@code /dev}
   */
  BubblewrapArguments(
      Path bubblewrap,
      Path init,
      Privilege privilege,
      int group,
      Path etc,
      List<String> dev,
      Optional<SandboxSettings.Endpoint> endpoint)
      throws IOException {
    this.bubblewrap = bubblewrap;
    this.init = init;
    this.privilege = privilege;
    this.group = group;
    this.endpoint = endpoint;
    List<String> words = new ArrayList<>(HostFolders.systemMounts());
    words.addAll(List.of("--ro-bind", etc.toString(), "/etc", "--proc", "/proc"));
    words.addAll(dev);
    this.system = List.copyOf(words);
  }

  /**
   * All words.
   *
   * @param tmp the host's folder for {@code /tmp}; empty: one in memory, of the spec's size
   * @param processLimit the kernel's own limit for the user; 0: none
   */
  List<String> words(SandboxSpec spec, int user, Optional<Path> tmp, int processLimit) {
    List<String> words = new ArrayList<>();
    words.add(bubblewrap.toString());
    words.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net"));
    words.addAll(List.of("--unshare-cgroup-try", "--die-with-parent", "--as-pid-1"));
    words.addAll(List.of("--hostname", "sandbox", "--cap-drop", "ALL"));
    words.addAll(List.of("--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_SETPCAP"));
    if (privilege == Privilege.ROOT) {
      for (String capability : List.of("CAP_SETUID", "CAP_SETGID")) {
        words.addAll(List.of("--cap-add", capability));
      }
    } else {
      words.add("--unshare-user");
    }
    words.addAll(parents(spec));
    words.addAll(system);
    readOnly(words, spec.task(), "/var/task");
    readOnly(words, spec.opt(), "/opt");
    spec.mounts().stream()
        .sorted(Comparator.comparing(SandboxSpec.Mount::inside))
        .forEach(mount -> readOnly(words, mount.host(), mount.inside()));
    readOnly(words, spec.control(), "/run/forebay");
    readOnly(words, init, INIT);
    // The probe at the start runs before the server listens.
    Optional<SandboxSettings.Endpoint> listening = endpoint.filter(to -> Files.exists(to.socket()));
    listening.ifPresent(to -> readOnly(words, to.socket(), ENDPOINT));
    words.addAll(
        tmp.map(folder -> List.of("--bind", folder.toString(), "/tmp"))
            .orElseGet(() -> memory(spec)));
    words.addAll(List.of("--remount-ro", "/", "--chdir", "/var/task"));
    words.addAll(List.of(INIT, "inside", Integer.toString(user)));
    words.add(Integer.toString(group));
    words.add(Integer.toString(processLimit));
    words.add("closed");
    words.add(BubblewrapSandbox.RUNTIME_API_PORT + "=/run/forebay/runtime.sock");
    listening.ifPresent(to -> words.add(to.port() + "=" + ENDPOINT));
    return words;
  }

  /** The folders above the mounts: bubblewrap alone would make them for their owner only. */
  private static List<String> parents(SandboxSpec spec) {
    TreeSet<String> folders = new TreeSet<>(Set.of("/var", "/run", "/dev"));
    for (SandboxSpec.Mount mount : spec.mounts()) {
      Path parent = Path.of(mount.inside()).getParent();
      while (parent != null && parent.getNameCount() > 0) {
        folders.add(parent.toString());
        parent = parent.getParent();
      }
    }
    return folders.stream().flatMap(folder -> Stream.of("--dir", folder)).toList();
  }

  private static List<String> memory(SandboxSpec spec) {
    return List.of(
        "--perms", "1777", "--size", Long.toString(spec.tmpSize().bytes()), "--tmpfs", "/tmp");
  }

  private static void readOnly(List<String> words, Path host, String inside) {
    words.addAll(List.of("--ro-bind", host.toString(), inside));
  }
}
