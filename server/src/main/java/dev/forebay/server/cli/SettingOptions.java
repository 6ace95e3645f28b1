package dev.forebay.server.cli;

import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings as options of a command: one for every key, and {@code --config}. */
final class SettingOptions {
  private SettingOptions() {}

  static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("--config")
            .type(Path.class)
            .paramLabel("FILE")
            .description("A properties file of settings (also FOREBAY_CONFIG).")
            .build());
    for (Key key : Key.values()) {
      command.addOption(
          OptionSpec.builder("--" + key.key())
              .type(String.class)
              .paramLabel("VALUE")
              .description(key.meaning() + " Form: " + key.form() + ".")
              .build());
    }
  }

  /** The sources that a command line and the environment name. */
  static SettingSources sources(ParseResult result, Map<String, String> environment) {
    SettingSources sources = new SettingSources();
    Path file = result.matchedOptionValue("--config", null);
    if (file == null && environment.get("FOREBAY_CONFIG") != null) {
      file = Path.of(environment.get("FOREBAY_CONFIG"));
    }
    if (file != null) {
      sources.file(file);
    }
    sources.environment(environment);
    for (Key key : Key.values()) {
      if (result.hasMatchedOption("--" + key.key())) {
        sources.flag(key, result.matchedOptionValue("--" + key.key(), ""));
      }
    }
    return sources;
  }

  static Settings settings(ParseResult result, Map<String, String> environment) {
    return Settings.from(sources(result, environment));
  }
}
