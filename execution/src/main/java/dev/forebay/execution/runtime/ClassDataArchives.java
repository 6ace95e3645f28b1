package dev.forebay.execution.runtime;

import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.execution.sandbox.SandboxSpec;
import dev.forebay.execution.sandbox.SandboxedProcess;
import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Class-data archives: the classes of AWS's client and of the JDK that a function's start needs, in
 * the form that the virtual machine maps instead of parsing. An archive is made by running the
 * client through one event of ours in a sandbox; it holds nothing of any function's. Archives are
 * kept between runs of the server, by interpreter, client and way of isolation. Thread-safe.
 */
final class ClassDataArchives {
  private static final Logger LOG = LoggerFactory.getLogger(ClassDataArchives.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // The archive leaves the sandbox by standard output, the only way that every sandbox has.
  private static final String TRAIN =
      "archive=$0; java=$1; shift;"
          + " \"$java\" \"-XX:ArchiveClassesAtExit=$archive\" \"$@\" > /dev/null 2>&1"
          + " && exec cat \"$archive\"";

  private final Path folder;
  private final Path client;
  private final Map<Interpreter, Path> ready = new ConcurrentHashMap<>();
  private final ReentrantLock training = new ReentrantLock();

  /**
   * Keeps archives in the folder, which is made when the first comes.
   *
   * @param client the jars of AWS's client
   */
  ClassDataArchives(Path folder, Path client) {
    this.folder = folder;
    this.client = client;
  }

  /** Where they are kept. */
  Path folder() {
    return folder.toAbsolutePath();
  }

  /** The archive that {@link #make} has made or found. */
  Optional<Path> of(Interpreter interpreter) {
    return Optional.ofNullable(ready.get(interpreter)).filter(Files::isRegularFile);
  }

  /** Takes up the interpreter's archive if an earlier run of the server has made it. */
  void recall(Interpreter interpreter, Sandbox sandbox) {
    try {
      Path archive = file(interpreter, sandbox);
      if (Files.isRegularFile(archive)) {
        ready.put(interpreter, archive);
      }
    } catch (IOException e) {
      LOG.debug("no class data of an earlier run for Java {}", interpreter.release(), e);
    }
  }

  /** Makes the interpreter's archive unless there is one; does without when that fails. */
  void make(Interpreter interpreter, JavaLaunch launch, Sandbox sandbox)
      throws InterruptedException {
    // Java 13 brought archives that need no list of classes.
    if (interpreter.version().major() < 13 || of(interpreter).isPresent()) {
      return;
    }
    training.lockInterruptibly();
    try {
      if (of(interpreter).isPresent()) {
        return;
      }
      Path archive = file(interpreter, sandbox);
      if (!Files.isRegularFile(archive)) {
        Files.createDirectories(folder);
        train(interpreter, launch, sandbox, archive);
      }
      ready.put(interpreter, archive);
    } catch (IOException e) {
      LOG.info("Java {} starts without class data: {}", interpreter.release(), e.getMessage());
    } finally {
      training.unlock();
    }
  }

  private void train(Interpreter interpreter, JavaLaunch launch, Sandbox sandbox, Path archive)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory(folder, "training");
    try {
      Path output = Files.createFile(scratch.resolve("archive"));
      SandboxSpec spec = spec(interpreter, launch, scratch, output);
      try (SandboxedProcess process = sandbox.start(spec)) {
        process.release();
        Optional<SandboxedProcess.Exit> exit = process.waitFor(PATIENCE);
        if (exit.isEmpty() || exit.get().status() != 0 || Files.size(output) == 0) {
          throw new IOException("the training run ended with " + exit);
        }
      }
      output.toFile().setReadable(true, false);
      Files.move(output, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(scratch);
    }
  }

  private static SandboxSpec spec(
      Interpreter interpreter, JavaLaunch launch, Path scratch, Path output) throws IOException {
    String archive = "/tmp/classes.jsa";
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", TRAIN, archive, interpreter.command()));
    command.addAll(launch.flags(interpreter, 256));
    command.addAll(List.of("-cp", launch.classPath(), "dev.forebay.javastart.Training"));
    return new SandboxSpec(
        "java-classes",
        command,
        Map.of(
            "PATH", "/usr/bin:/bin",
            "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:19001",
            "AWS_LAMBDA_FUNCTION_NAME", "training",
            "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256",
            "AWS_LAMBDA_LOG_GROUP_NAME", "training",
            "AWS_LAMBDA_LOG_STREAM_NAME", "training"),
        Files.createDirectory(scratch.resolve("task")),
        Files.createDirectory(scratch.resolve("opt")),
        launch.mounts(interpreter),
        output,
        Files.createDirectory(scratch.resolve("control")),
        Files.createDirectory(scratch.resolve("tmp")),
        ByteSize.ofMebibytes(256),
        ByteSize.ofMebibytes(512),
        2_000,
        512,
        true);
  }

  private Path file(Interpreter interpreter, Sandbox sandbox) throws IOException {
    return folder.resolve(key(interpreter, sandbox) + ".jsa");
  }

  /** An archive fits one virtual machine and one class path, by name, size and time of each jar. */
  private String key(Interpreter interpreter, Sandbox sandbox) throws IOException {
    try (Stream<Path> jars = Files.list(client)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<Path> files = new ArrayList<>(jars.sorted().toList());
      files.add(interpreter.executable());
      for (Path file : files) {
        String line =
            "%s %d %s\n".formatted(file, Files.size(file), Files.getLastModifiedTime(file));
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      digest.update(sandbox.enforcement().mode().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path scratch) throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.deleteIfExists(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
