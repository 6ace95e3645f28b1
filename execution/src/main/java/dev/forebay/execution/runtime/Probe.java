package dev.forebay.execution.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a candidate once and asks what it is. At most as many run at a time as the machine has
 * processors. Thread-safe.
 */
final class Probe {
  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  // It also compiles our bootstrap for this version, so that no start of a function has to.
  private static final String PYTHON =
      """
      import sys, os
      print('version=%d.%d.%d' % sys.version_info[:3])
      print('executable=' + os.path.realpath(getattr(sys, '_base_executable', sys.executable)))
      print('prefix=' + os.path.realpath(sys.base_prefix))
      import site, re
      for folder in site.getsitepackages():
          core = os.path.join(folder, 'botocore', '__init__.py')
          if os.path.isdir(os.path.join(folder, 'boto3')) and os.path.isfile(core):
              found = re.search(r"__version__ = '([0-9.]+)'", open(core).read())
              print('sdk=' + folder)
              print('sdk-version=' + (found.group(1) if found else '0'))
              break
      import py_compile
      py_compile.compile(sys.argv[1], invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
      """;
  private static final String NODEJS =
      "console.log(`version=${process.versions.node}\\nexecutable=${process.execPath}`)";
  private static final String RUBY =
      """
      puts "version=#{RUBY_VERSION}", "executable=#{RbConfig.ruby}"
      puts "prefix=#{RbConfig::CONFIG['prefix']}"
      """;

  private final Path bootstraps;
  private final Semaphore running = new Semaphore(Runtime.getRuntime().availableProcessors());

  /**
   * Makes a probe.
   *
   * @param bootstraps the extracted bootstraps
   */
  Probe(Path bootstraps) {
    this.bootstraps = bootstraps;
  }

  /** What the program is; empty when it does not run, is too slow, or is too old to be of use. */
  Optional<Interpreter> ask(Family family, Path program) throws InterruptedException {
    Map<String, String> answer = run(command(family, program));
    Optional<Version> version = Optional.ofNullable(answer.get("version")).flatMap(Version::parse);
    if (version.isEmpty()) {
      LOG.debug("{} is no working {} interpreter", program, family.word());
      return Optional.empty();
    }
    Path executable =
        family == Family.JAVA && answer.containsKey("prefix")
            ? Path.of(answer.get("prefix"), "bin", "java")
            : Path.of(answer.getOrDefault("executable", program.toString()));
    Path bin = Optional.ofNullable(executable.getParent()).orElse(executable);
    Path around = Optional.ofNullable(bin.getParent()).orElse(bin);
    return Optional.of(
            new Interpreter(
                family,
                version.get().in(family),
                answer.getOrDefault("version", ""),
                executable,
                Path.of(answer.getOrDefault("prefix", around.toString())),
                sdk(answer)))
        .filter(Probe::isOfUse);
  }

  private static Optional<PythonSdk> sdk(Map<String, String> answer) {
    return Optional.ofNullable(answer.get("sdk"))
        .flatMap(folder ->
            Version.parse(answer.getOrDefault("sdk-version", "0"))
                .map(version -> new PythonSdk(Path.of(folder), version)));
  }

  /** Our bootstraps' least versions, and AWS's Java client's. */
  private static boolean isOfUse(Interpreter interpreter) {
    Version least =
        switch (interpreter.family()) {
          case PYTHON -> new Version(3, 8);
          case NODEJS -> new Version(16, 0);
          case JAVA -> new Version(8, 0);
          case RUBY -> new Version(2, 7);
          case DOTNET, GO, PROVIDED -> new Version(0, 0);
        };
    // A link or script that stands for another program is found again under its own name.
    return interpreter.version().compareTo(least) >= 0
        && Files.isExecutable(interpreter.executable());
  }

  private List<String> command(Family family, Path program) {
    String name = program.toString();
    return switch (family) {
      case PYTHON ->
          List.of(name, "-I", "-S", "-c", PYTHON, bootstraps.resolve(Bootstraps.PYTHON).toString());
      case NODEJS -> List.of(name, "-e", NODEJS);
      case RUBY -> List.of(name, "--disable-gems", "-rrbconfig", "-e", RUBY);
      case JAVA -> List.of(name, "-XshowSettings:properties", "-Xint", "-version");
      case DOTNET, GO, PROVIDED -> throw new IllegalArgumentException("nothing to ask: " + family);
    };
  }

  private Map<String, String> run(List<String> command) throws InterruptedException {
    running.acquire();
    try {
      Path output = Files.createTempFile(bootstraps, "probe", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
          if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
              || process.exitValue() != 0) {
            return Map.of();
          }
        } finally {
          process.destroyForcibly();
        }
        return members(Files.readAllLines(output, StandardCharsets.UTF_8));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException | UncheckedIOException notAProgram) {
      LOG.debug("{} cannot be run", command.getFirst(), notAProgram);
      return Map.of();
    } finally {
      running.release();
    }
  }

  private static Map<String, String> members(List<String> lines) {
    Map<String, String> members = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        String name = line.substring(0, equals).strip();
        members.put(
            switch (name) {
              case "java.version" -> "version";
              case "java.home" -> "prefix";
              default -> name;
            },
            line.substring(equals + 1).strip());
      }
    }
    return members;
  }
}
