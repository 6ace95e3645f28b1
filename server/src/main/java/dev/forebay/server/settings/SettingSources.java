package dev.forebay.server.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Collects what was given: a file, then the environment, then flags, each later one winning. An
 * unknown key is refused with the nearest known one. Confined to the starting thread.
 */
public final class SettingSources {
  /** Variables that the launcher reads itself. */
  private static final Set<String> LAUNCHER_VARIABLES =
      Set.of("FOREBAY_JAVA_HOME", "FOREBAY_JAVA_OPTS", "FOREBAY_CONFIG", "FOREBAY_HOME");

  private final Map<Key, Given> given = new EnumMap<>(Key.class);

  /** A value and where it was given. */
  record Given(String value, String where) {}

  /** Reads a properties file. */
  public SettingSources file(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("cannot read the settings file " + file + ": " + e.getMessage());
    }
    for (String name : properties.stringPropertyNames()) {
      Key key =
          Key.ofKey(name)
              .orElseThrow(() ->
                  new SettingsException(
                      "unknown setting '%s' in %s; did you mean '%s'?"
                          .formatted(name, file, Key.nearest(name).key())));
      put(key, properties.getProperty(name), file.toString());
    }
    return this;
  }

  /** Reads the variables that begin with {@code FOREBAY_}. */
  public SettingSources environment(Map<String, String> environment) {
    environment.forEach((name, value) -> {
      if (name.startsWith("FOREBAY_") && !LAUNCHER_VARIABLES.contains(name)) {
        Key key =
            Key.ofVariable(name)
                .orElseThrow(() ->
                    new SettingsException(
                        "unknown setting in the environment variable %s; did you mean %s?"
                            .formatted(name, nearestVariable(name))));
        put(key, value, name);
      }
    });
    return this;
  }

  /** Takes one flag. */
  public SettingSources flag(Key key, String value) {
    put(key, value, "--" + key.key());
    return this;
  }

  /** What was given for a key, if anything. */
  Optional<Given> find(Key key) {
    return Optional.ofNullable(given.get(key));
  }

  private void put(Key key, String value, String where) {
    given.put(key, new Given(value.strip(), where));
  }

  private static String nearestVariable(String name) {
    String asKey = name.substring("FOREBAY_".length()).toLowerCase(java.util.Locale.ROOT);
    return Key.nearest(asKey.replace('_', '.')).variable();
  }
}
