package dev.forebay.server.cli;

import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The commands and their options, for picocli. A setting's option is its key. */
final class Commands {
  static final String START = "start";
  static final String QUICKSTART = "quickstart";
  static final String VERSION = "version";
  static final String WARMUP = "warmup";
  static final String EXPLAIN = "explain";
  static final String REQUEST_ID = "REQUEST_ID";
  static final String ENDPOINT = "--endpoint";
  static final String EXIT = "--exit";
  static final String EXAMPLES = "--examples";
  private static final String CONFIG = "--config";

  private Commands() {}

  /** All of them. */
  static CommandSpec all() {
    CommandSpec root =
        command(
            "forebay",
            "AWS Lambda on one's own machine: one process, one port, no Docker, no account.");
    root.usageMessage().synopsisSubcommandLabel("COMMAND");
    CommandSpec start = command(START, "Start the server; Ctrl-C or SIGTERM ends it.");
    CommandSpec quickstart =
        command(QUICKSTART, "Start the server, deploy the example functions and invoke them.");
    quickstart.addOption(
        OptionSpec.builder(EXIT)
            .type(boolean.class)
            .description("End after the demonstration.")
            .build());
    quickstart.addOption(
        OptionSpec.builder(EXAMPLES)
            .type(Path.class)
            .hidden(true)
            .description("Where the example functions are.")
            .build());
    addSettings(start);
    addSettings(quickstart);
    root.addSubcommand(START, start);
    root.addSubcommand(QUICKSTART, quickstart);
    root.addSubcommand(EXPLAIN, explain());
    root.addSubcommand(VERSION, command(VERSION, "Say which version this is, and on which Java."));
    root.addSubcommand(
        WARMUP, command(WARMUP, "Make the AOT cache, so that later starts are quick."));
    root.addSubcommand("help", CommandSpec.forAnnotatedObject(new HelpCommand()));
    return root;
  }

  /** The settings that a command line and the environment give. */
  static Settings settings(ParseResult command, Map<String, String> environment) {
    SettingSources sources = new SettingSources();
    Optional.<Path>ofNullable(command.matchedOptionValue(CONFIG, null))
        .or(() -> Optional.ofNullable(environment.get("FOREBAY_CONFIG")).map(Path::of))
        .ifPresent(sources::file);
    sources.environment(environment);
    for (Key key : Key.values()) {
      Optional.<String>ofNullable(command.matchedOptionValue(option(key), null))
          .ifPresent(value -> sources.flag(key, value));
    }
    return Settings.from(sources);
  }

  private static CommandSpec explain() {
    CommandSpec explain =
        command(
            EXPLAIN, "Say why a call was denied; without a request id, what was denied lately.");
    explain.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(REQUEST_ID)
            .index("0")
            .arity("0..1")
            .type(String.class)
            .description("The id that the denied call was answered with.")
            .build());
    explain.addOption(
        OptionSpec.builder(ENDPOINT)
            .type(URI.class)
            .paramLabel("URL")
            .description(
                "Where the server is (also AWS_ENDPOINT_URL). Default: http://127.0.0.1:4566.")
            .build());
    return explain;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec command = CommandSpec.create().name(name);
    command.usageMessage().description(description).sortOptions(false);
    command.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .description("Show this help.")
            .build());
    return command;
  }

  private static void addSettings(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("A properties file of settings (also FOREBAY_CONFIG).")
            .build());
    for (Key key : Key.values()) {
      command.addOption(
          OptionSpec.builder(option(key))
              .type(String.class)
              .paramLabel("VALUE")
              .description(key.meaning() + " Form: " + key.form() + ".")
              .build());
    }
  }

  private static String option(Key key) {
    return "--" + key.key();
  }
}
