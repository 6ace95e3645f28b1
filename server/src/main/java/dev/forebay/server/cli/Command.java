package dev.forebay.server.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the program can be asked to do: the first word of the command line. */
enum Command {
  START("Start the server; Ctrl-C or SIGTERM ends it."),
  QUICKSTART("Start the server, deploy the example functions and invoke them."),
  VERSION("Say which version this is, and on which Java."),
  WARMUP("Make the AOT cache, so that later starts are quick."),
  HELP("Say what there is.");

  private final String description;

  Command(String description) {
    this.description = description;
  }

  static Optional<Command> ofWord(String word) {
    return Arrays.stream(values()).filter(command -> command.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** Whether it starts a server with the user's settings, and so takes them as flags. */
  boolean takesSettings() {
    return this == START || this == QUICKSTART;
  }
}
