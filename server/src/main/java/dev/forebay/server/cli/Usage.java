package dev.forebay.server.cli;

import dev.forebay.server.settings.Key;

/** Explains the command line. */
final class Usage {
  private static final String OPTION = "  --%s=%s%n      %s%n";

  private Usage() {}

  /** All commands, a line each. */
  static String commands() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Usage: forebay COMMAND [OPTION...]
        AWS Lambda on one's own machine: one process, one port, no Docker, no account.

        Commands:
        """);
    for (Command command : Command.values()) {
      text.append("  %-12s%s%n".formatted(command.word(), command.description()));
    }
    return text.append("\n'forebay COMMAND --help' lists the options of a command.\n").toString();
  }

  /** One command with all its options. */
  static String of(Command command) {
    if (command == Command.HELP) {
      return commands();
    }
    StringBuilder text = new StringBuilder();
    text.append("Usage: forebay %s [OPTION...]%n".formatted(command.word()));
    text.append(command.description()).append('\n');
    if (!command.takesSettings()) {
      return text.toString();
    }
    text.append("\nOptions:\n");
    if (command == Command.QUICKSTART) {
      text.append("  --exit%n      End after the demonstration.%n".formatted());
    }
    text.append(
        OPTION.formatted("config", "FILE", "A properties file of settings (also FOREBAY_CONFIG)."));
    for (Key key : Key.values()) {
      text.append(
          OPTION.formatted(key.key(), "VALUE", key.meaning() + " Form: " + key.form() + "."));
    }
    return text.toString();
  }
}
