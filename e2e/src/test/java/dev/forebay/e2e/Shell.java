package dev.forebay.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs as a user would, with AWS's variables pointing at a server and nothing else. */
public record Shell(Path folder, Map<String, String> environment) {
  /** The AWS CLI: a script, so that what version 1 lacks goes to version 2. */
  static final String AWS = Path.of("src/test/clients/bin/aws").toAbsolutePath().toString();

  /** What a program answered. */
  public record Result(int status, String out, String err) {}

  /**
   * Variables for a server. {@code logs tail} is of version 2 of the CLI only: where the first
   * {@code aws} on the path is version 1, that command goes to the distribution's version 2, which
   * is too old to read AWS_ENDPOINT_URL and is told the endpoint as a flag.
   */
  public static Shell at(URI endpoint, Path folder) {
    return new Shell(
        folder,
        Map.of(
            "PATH",
            Path.of("src/test/clients/bin").toAbsolutePath() + ":" + System.getenv("PATH"),
            "E2E_PATH",
            System.getenv("PATH"),
            "AWS_ENDPOINT_URL",
            endpoint.toString(),
            "AWS_ACCESS_KEY_ID",
            "test",
            "AWS_SECRET_ACCESS_KEY",
            "test",
            "AWS_DEFAULT_REGION",
            "us-east-1",
            "AWS_REGION",
            "us-east-1",
            "AWS_PAGER",
            "",
            "AWS_EC2_METADATA_DISABLED",
            "true"));
  }

  /** Runs the program, 120 s at the most. */
  public Result run(String... command) {
    return run(List.of(command));
  }

  /** Runs the program, 120 s at the most. */
  public Result run(List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "still running after 120 s: " + command + "\n" + Files.readString(err));
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
