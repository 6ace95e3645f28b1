package dev.forebay.server.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/**
 * The program. Exit status 0: done; 1: it could not start, or the demonstration failed; 2: the
 * command line was wrong.
 */
@Command(
    name = "forebay",
    description = "AWS Lambda on one's own machine: one process, one port, no Docker, no account.",
    subcommands = {
      StartCommand.class,
      QuickstartCommand.class,
      VersionCommand.class,
      WarmupCommand.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, writer(System.out), writer(System.err)));
  }

  /** Runs a command and returns its status. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
    line.getSubcommands()
        .forEach((name, command) -> {
          if (name.equals("start") || name.equals("quickstart")) {
            SettingOptions.addTo(command.getCommandSpec());
          }
        });
    line.setExecutionExceptionHandler((failure, command, result) -> {
      err.println("forebay: " + (failure.getMessage() == null ? failure : failure.getMessage()));
      return 1;
    });
    return line.execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "name a command");
    }
  }
}
