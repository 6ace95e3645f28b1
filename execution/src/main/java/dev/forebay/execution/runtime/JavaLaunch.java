package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.sandbox.SandboxSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts Java functions with AWS's runtime interface client. Immutable. */
final class JavaLaunch {
  private static final String FOLDER = "/var/runtime";
  private static final String ARCHIVES = "/var/classes";
  private static final String OURS = "forebay-java-start.jar";
  // The option is put together by the shell, so that a sandbox may rewrite the path.
  private static final String WITH_ARCHIVE =
      "archive=$0; java=$1; shift; exec \"$java\" \"-XX:SharedArchiveFile=$archive\" \"$@\"";

  private final Path client;
  private final ClassDataArchives archives;

  JavaLaunch(Path client, ClassDataArchives archives) {
    this.client = client;
    this.archives = archives;
  }

  /** Whether AWS's client is where the settings say. */
  boolean isInstalled() {
    return Files.isRegularFile(client.resolve(OURS));
  }

  /** How to start the image on the interpreter. */
  LaunchPlan plan(ManagedRuntime runtime, Interpreter interpreter, FunctionImage image) {
    Map<String, String> environment = CommonVariables.of(runtime, interpreter);
    // AWS's client speaks TCP only.
    environment.remove("_FOREBAY_RUNTIME_SOCKET");
    List<SandboxSpec.Mount> mounts = new ArrayList<>(mounts(interpreter));
    List<String> command = new ArrayList<>();
    Optional<Path> archive = archives.of(interpreter);
    archive.ifPresent(file -> {
      mounts.add(new SandboxSpec.Mount(archives.folder(), ARCHIVES));
      command.addAll(List.of("/bin/sh", "-c", WITH_ARCHIVE, ARCHIVES + "/" + file.getFileName()));
    });
    command.add(interpreter.command());
    command.addAll(flags(interpreter, image.memoryMegabytes()));
    command.addAll(List.of("-cp", classPath(), "dev.forebay.javastart.Start", image.handler()));
    return new LaunchPlan(command, environment, mounts, true, "java:" + interpreter.release());
  }

  /** What every Java process of this interpreter sees. */
  List<SandboxSpec.Mount> mounts(Interpreter interpreter) {
    return Stream.concat(
            interpreter.mounts().stream(),
            Stream.of(new SandboxSpec.Mount(client.toAbsolutePath(), FOLDER)))
        .toList();
  }

  /**
   * What starts fastest: the first compiler only, the simplest collector. AWS's managed runtimes
   * use the same two.
   */
  List<String> flags(Interpreter interpreter, int memoryMegabytes) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx" + memoryMegabytes * 85 / 100 + "m"));
    int version = interpreter.version().major();
    if (version < 18) {
      flags.add("-Dfile.encoding=UTF-8");
    }
    if (version >= 17) {
      // The client loads a native library. An archive that does not fit is no event for the log.
      flags.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:cds*=off"));
    }
    return flags;
  }

  /** Ours first: it stands in for one class of the client's. The order must never change. */
  String classPath() {
    try (Stream<Path> jars = Files.list(client)) {
      return Stream.concat(
              Stream.of(OURS),
              jars.map(jar -> jar.getFileName().toString())
                  .filter(name -> name.endsWith(".jar") && !name.equals(OURS))
                  .sorted())
          .map(name -> FOLDER + "/" + name)
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list AWS's Java client in " + client, e);
    }
  }
}
