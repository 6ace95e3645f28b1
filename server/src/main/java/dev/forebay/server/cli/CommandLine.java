package dev.forebay.server.cli;

import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user typed: a command, then options, each {@code --name=value} or {@code --name value}. A
 * setting's option is its key. Of an option that is given twice the last counts. Immutable.
 *
 * <p>A library would need a third of the whole start for this; RATIONALE.md has the figures.
 *
 * @param help whether the command is to be explained instead of done
 * @param config the file of settings, if one is named
 * @param flags the settings that are given
 * @param exit whether the quickstart ends after its demonstration
 * @param examples where the example functions are, if not beside the program
 */
record CommandLine(
    Command command,
    boolean help,
    Optional<Path> config,
    Map<Key, String> flags,
    boolean exit,
    Optional<Path> examples) {

  /** Copies the flags. */
  CommandLine {
    flags = Map.copyOf(flags);
  }

  /**
   * Reads a command line.
   *
   * @throws UsageException for one that cannot be understood
   */
  static CommandLine parse(String... arguments) {
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    String first = words.isEmpty() ? "" : words.pop();
    Command command =
        switch (first) {
          case "" -> throw new UsageException("name a command");
          case "-h", "--help" -> Command.HELP;
          case "-V", "--version" -> Command.VERSION;
          default ->
              Command.ofWord(first)
                  .orElseThrow(() -> new UsageException("Unknown command: '" + first + "'"));
        };
    boolean help = false;
    boolean exit = false;
    Optional<Path> config = Optional.empty();
    Optional<Path> examples = Optional.empty();
    Map<Key, String> flags = new EnumMap<>(Key.class);
    while (!words.isEmpty()) {
      String word = words.pop();
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      Optional<Key> setting = command.takesSettings() ? key(name) : Optional.empty();
      if (name.equals("-h") || name.equals("--help")) {
        help = true;
      } else if (command == Command.HELP && Command.ofWord(word).isPresent()) {
        command = Command.ofWord(word).get();
        help = true;
      } else if (command == Command.QUICKSTART && word.equals("--exit")) {
        exit = true;
      } else if (command == Command.QUICKSTART && name.equals("--examples")) {
        examples = Optional.of(Path.of(value(word, equals, words)));
      } else if (command.takesSettings() && name.equals("--config")) {
        config = Optional.of(Path.of(value(word, equals, words)));
      } else if (setting.isPresent()) {
        flags.put(setting.get(), value(word, equals, words));
      } else {
        throw unknown(command, word, name);
      }
    }
    return new CommandLine(command, help, config, flags, exit, examples);
  }

  /** The settings that the command line and the environment give. */
  Settings settings(Map<String, String> environment) {
    SettingSources sources = new SettingSources();
    config
        .or(() -> Optional.ofNullable(environment.get("FOREBAY_CONFIG")).map(Path::of))
        .ifPresent(sources::file);
    sources.environment(environment);
    flags.forEach(sources::flag);
    return Settings.from(sources);
  }

  private static Optional<Key> key(String name) {
    return Arrays.stream(Key.values()).filter(key -> name.equals("--" + key.key())).findFirst();
  }

  private static String value(String word, int equals, Deque<String> rest) {
    if (equals >= 0) {
      return word.substring(equals + 1);
    }
    if (rest.isEmpty()) {
      throw new UsageException("Missing value for option '" + word + "'");
    }
    return rest.pop();
  }

  private static UsageException unknown(Command command, String word, String name) {
    if (!command.takesSettings() || !name.startsWith("--")) {
      return new UsageException(
          (name.startsWith("-") ? "Unknown option: '" : "Unmatched argument: '") + word + "'");
    }
    return new UsageException(
        "Unknown option: '"
            + word
            + "'; did you mean --"
            + Key.nearest(name.substring(2)).key()
            + "?");
  }
}
