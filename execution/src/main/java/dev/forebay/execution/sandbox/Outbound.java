package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a sandbox to other machines: {@code pasta}, one process for each sandbox, attached
 * while the function already starts. It forwards neither to the host's loopback addresses nor from
 * the host to the function; link-local addresses, where clouds keep a machine's credentials, are
 * made unreachable inside. Immutable.
 */
final class Outbound {
  private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);
  private static final List<Path> RESOLVERS =
      List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

  private final SandboxSettings.Outbound wanted;
  private final Optional<Path> pasta;
  private final List<String> prefix;
  private final List<String> suffix;

  private Outbound(
      SandboxSettings.Outbound wanted,
      Optional<Path> pasta,
      List<String> prefix,
      List<String> suffix) {
    this.wanted = wanted;
    this.pasta = pasta;
    this.prefix = prefix;
    this.suffix = suffix;
  }

  /** Looks for what is needed. */
  static Outbound find(SandboxSettings.Outbound wanted) {
    boolean allowed = wanted == SandboxSettings.Outbound.ALLOWED;
    return new Outbound(
        wanted, allowed ? Programs.find("pasta") : Optional.empty(), List.of(), List.of());
  }

  /**
   * The same with the way in which it is run. A sandbox made by root has its network in root's own
   * user namespace, so pasta cannot become someone else; it keeps two capabilities and filters its
   * own system calls.
   */
  Outbound with(Path init, Privilege privilege) {
    String attend = init.toString();
    return privilege == Privilege.ROOT
        ? new Outbound(
            wanted,
            pasta,
            List.of(attend, "attend", "--network", "%d"),
            List.of("--runas", "0", "--netns", "/proc/self/fd/9"))
        : new Outbound(wanted, pasta, List.of(attend, "attend"), List.of("%d"));
  }

  /** The name servers to name inside: the host's, without those at its loopback addresses. */
  List<String> nameservers() throws IOException {
    List<String> found = new ArrayList<>();
    if (pasta.isPresent()) {
      for (Path file : RESOLVERS) {
        if (found.isEmpty() && Files.isReadable(file)) {
          Files.readAllLines(file).stream()
              .filter(line -> line.matches("nameserver\\s+[0-9.]+\\s*"))
              .map(line -> line.substring("nameserver".length()).strip())
              .filter(address -> !InetAddress.ofLiteral(address).isLoopbackAddress())
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  /** Connects a cell, on its own time: the function need not wait for it. */
  void attach(Cell cell, ChildStarter children) {
    if (pasta.isEmpty()) {
      return;
    }
    Thread.ofVirtual()
        .name("outbound")
        .start(() -> {
          try {
            cell.firstProcess().ifPresent(pid -> run(pid, cell, children));
          } catch (RuntimeException e) {
            LOG.warn("a function has no outbound network", e);
          }
        });
  }

  private void run(long pid, Cell cell, ChildStarter children) {
    List<String> words = new ArrayList<>();
    prefix.forEach(word -> words.add(word.formatted(pid)));
    words.add(pasta.orElseThrow().toString());
    words.addAll(List.of("--config-net", "-4", "-f", "-q", "--no-map-gw", "--no-dhcp"));
    words.addAll(List.of("-t", "none", "-u", "none", "-T", "none", "-U", "none"));
    suffix.forEach(word -> words.add(word.formatted(pid)));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      cell.afterwards(children.start(builder).toHandle()::destroy);
    } catch (IOException e) {
      LOG.warn("a function has no outbound network: {}", e.toString());
    }
  }

  /** What holds, for a reader. */
  String enforced() {
    return pasta.isPresent() ? "outbound network only" : "no outbound network";
  }

  /** What was asked for and cannot be had. */
  Optional<String> missing() {
    return wanted == SandboxSettings.Outbound.ALLOWED && pasta.isEmpty()
        ? Optional.of("outbound network: pasta (package passt) is not installed")
        : Optional.empty();
  }
}
