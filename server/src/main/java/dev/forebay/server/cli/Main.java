package dev.forebay.server.cli;

import dev.forebay.server.Version;
import dev.forebay.server.settings.Key;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
    CommandLine line = new CommandLine(Commands.all()).setOut(out).setErr(err);
    line.setExecutionExceptionHandler((failure, command, result) -> {
      err.println("forebay: " + (failure.getMessage() == null ? failure : failure.getMessage()));
      return 1;
    });
    line.setExecutionStrategy(result -> {
      Integer helped = CommandLine.executeHelpRequest(result);
      if (helped != null) {
        return helped;
      }
      if (!result.hasSubcommand()) {
        throw new ParameterException(line, "name a command");
      }
      try {
        return perform(result.subcommand(), out);
      } catch (IOException | RuntimeException e) {
        throw new CommandLine.ExecutionException(line, String.valueOf(e.getMessage()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      }
    });
    return line.execute(arguments);
  }

  private static int perform(ParseResult command, PrintWriter out)
      throws IOException, InterruptedException {
    switch (command.commandSpec().name()) {
      case Commands.START -> serving(command, out).start();
      case Commands.QUICKSTART -> {
        Optional<Path> examples =
            Optional.ofNullable(command.matchedOptionValue(Commands.EXAMPLES, null));
        Serving serving = serving(command, out);
        boolean shown =
            command.hasMatchedOption(Commands.EXIT)
                ? serving.demonstrate(examples)
                : serving.demonstrateAndStay(examples);
        return shown ? 0 : 1;
      }
      case Commands.EXPLAIN -> {
        Optional<URI> endpoint =
            Optional.ofNullable(command.matchedOptionValue(Commands.ENDPOINT, null));
        return new Explanation(endpoint.orElseGet(Main::endpoint), out)
            .print(Optional.ofNullable(command.matchedPositionalValue(0, null)));
      }
      case Commands.WARMUP -> Warmup.run();
      default -> out.println("forebay " + Version.current() + " (Java " + Runtime.version() + ")");
    }
    return 0;
  }

  private static URI endpoint() {
    return URI.create(
        Optional.ofNullable(System.getenv("AWS_ENDPOINT_URL"))
            .filter(text -> !text.isBlank())
            .orElse("http://127.0.0.1:" + Key.PORT.standard()));
  }

  private static Serving serving(ParseResult command, PrintWriter out) {
    return new Serving(Commands.settings(command, System.getenv()), out);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
