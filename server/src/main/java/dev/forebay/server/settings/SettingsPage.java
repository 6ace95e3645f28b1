package dev.forebay.server.settings;

/** Writes docs/settings.md from the keys, so that the page cannot differ from the code. */
final class SettingsPage {
  private SettingsPage() {}

  /** The whole page, in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Settings

        Made from `server/src/main/java/dev/forebay/server/settings/Key.java`; a test keeps the two equal.

        A setting is given, each later place winning, in a properties file (`--config FILE` or
        `FOREBAY_CONFIG`), in the environment, or as a flag of `./forebay start`. An unknown one is
        refused with the nearest known name; a value out of its form is refused with the form.

        | key and flag | environment | default | form | meaning |
        |---|---|---|---|---|
        """);
    for (Key key : Key.values()) {
      page.append(
          "| `%s`, `--%s` | `%s` | %s | %s | %s |\n"
              .formatted(
                  key.key(),
                  key.key(),
                  key.variable(),
                  key.standard().isEmpty() ? "none" : "`" + key.standard() + "`",
                  key.form(),
                  key.meaning()));
    }
    page.append(
        """

        The launcher itself reads `FOREBAY_JAVA_HOME` (the JDK 25 to use) and `FOREBAY_JAVA_OPTS`
        (further options for the JVM).
        """);
    return page.toString();
  }
}
