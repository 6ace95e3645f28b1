package dev.forebay.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The distribution, started as a process of its own on a free port. */
public final class Server implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  private final Process process;
  private final URI endpoint;

  private Server(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts it and waits until it listens, 30 s at the most. */
  public static Server start(Path dataFolder, String... flags) {
    Process process = launch(dataFolder, flags);
    return new Server(process, awaitEndpoint(process));
  }

  /** Starts it and kills it with SIGKILL after a while, whether or not it listens by then. */
  public static void startAndKill(Path dataFolder, Duration after, String... flags)
      throws InterruptedException {
    Process process = launch(dataFolder, flags);
    if (process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the server ended by itself: " + process.exitValue());
    }
    kill(process);
  }

  private static Process launch(Path dataFolder, String... flags) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dforebay.home=" + dist(),
            "-cp",
            classPath(),
            "dev.forebay.server.cli.Main",
            "start",
            "--port=0",
            "--data-dir=" + dataFolder));
    command.addAll(List.of(flags));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  /** SIGKILL, as a crash would; returns when the process is gone. */
  public void kill() {
    kill(process);
  }

  private static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    awaitEnd(started);
  }

  // What the server has started ends with it or soon after. Until then it may write into the data
  // folder, which a test deletes; five seconds at the most, for what nobody reaps.
  private static void awaitEnd(List<ProcessHandle> started) {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    try {
      while (started.stream().anyMatch(Server::runs) && System.nanoTime() < deadline) {
        if (never.await(10, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // One that has ended and was not reaped is alive still, but has no program any more.
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the server did not end within 20 s of SIGTERM");
      }
      awaitEnd(started);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Path repository() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  static Path dist() {
    Path dist = repository().resolve("server/target/dist");
    if (!Files.isDirectory(dist.resolve("lib"))) {
      throw new IllegalStateException("no distribution at " + dist + "; run ./mvnw verify");
    }
    return dist;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    try (Stream<Path> jars = Files.list(dist().resolve("lib"))) {
      return String.join(":", jars.map(Path::toString).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI awaitEndpoint(Process process) {
    CompletableFuture<URI> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
              Matcher matcher = LISTENING.matcher(line);
              if (matcher.find()) {
                found.complete(URI.create(matcher.group(1)));
              }
            }
            found.completeExceptionally(new IllegalStateException("the server ended"));
          } catch (IOException e) {
            found.completeExceptionally(e);
          }
        });
    try {
      return found.orTimeout(30, TimeUnit.SECONDS).join();
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }
}
