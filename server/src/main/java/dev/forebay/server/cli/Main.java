package dev.forebay.server.cli;

import dev.forebay.server.Version;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The program. Exit status 0: done; 1: it could not start, or the demonstration failed; 2: the
 * command line was wrong.
 */
public final class Main {
  private Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, writer(System.out), writer(System.err)));
  }

  /** Runs a command and returns its status. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    CommandLine line;
    try {
      line = CommandLine.parse(arguments);
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.println("'forebay help' says what there is.");
      return 2;
    }
    try {
      return perform(line, out);
    } catch (RuntimeException | IOException e) {
      err.println("forebay: " + (e.getMessage() == null ? e : e.getMessage()));
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int perform(CommandLine line, PrintWriter out)
      throws IOException, InterruptedException {
    if (line.help()) {
      out.print(Usage.of(line.command()));
      out.flush();
      return 0;
    }
    switch (line.command()) {
      case START -> new Serving(line.settings(System.getenv()), out).start();
      case QUICKSTART -> {
        return new Serving(line.settings(System.getenv()), out).quickstart(line) ? 0 : 1;
      }
      case VERSION ->
          out.println("forebay " + Version.current() + " (Java " + Runtime.version() + ")");
      case WARMUP -> Warmup.run();
      case HELP -> {
        out.print(Usage.commands());
        out.flush();
      }
    }
    return 0;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
