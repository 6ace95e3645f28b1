package dev.forebay.identity.actions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;

/** The tables and indexes that PartiQL statements name. */
final class StatementNames {
  private static final String NAME = "(?:\"([^\"]+)\"|([A-Za-z0-9_.-]+))";
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\s*(?:EXISTS\\s*\\(\\s*)?(?:(SELECT)\\s.*?\\sFROM\\s+|(INSERT)\\s+INTO\\s+|(UPDATE)\\s+|(DELETE)\\s+FROM\\s+)"
              + NAME
              + "(?:\\.\"([^\"]+)\")?.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int VERBS = 4;
  private static final int QUOTED = 5;
  private static final int PLAIN = 6;
  private static final int INDEX = 7;

  private StatementNames() {}

  /**
   * What the statements of one verb name; none when there is no such statement. A text that is no
   * statement counts as a SELECT on anything.
   */
  static List<String> of(Members request, String member, String verb) {
    List<String> tables = new ArrayList<>();
    Object value = request.value(member).orElse("");
    if (value instanceof List<?> statements) {
      for (Object statement : statements) {
        if (statement instanceof SdkPojo pojo) {
          new Members(request.context(), pojo)
              .text("Statement")
              .ifPresent(text -> add(request, text, verb, tables));
        }
      }
    } else {
      add(request, value.toString(), verb, tables);
    }
    return tables;
  }

  private static void add(Members request, String text, String verb, List<String> tables) {
    Matcher matcher = STATEMENT.matcher(text);
    if (!matcher.matches()) {
      if (verb.equals("SELECT")) {
        tables.add("*");
      }
      return;
    }
    for (int i = 1; i <= VERBS; i++) {
      if (matcher.group(i) != null && matcher.group(i).toUpperCase(Locale.ROOT).equals(verb)) {
        String table = matcher.group(QUOTED) == null ? matcher.group(PLAIN) : matcher.group(QUOTED);
        String arn =
            table.startsWith("arn:")
                ? table
                : request.context().place().arn("dynamodb", "table/" + table).toString();
        tables.add(matcher.group(INDEX) == null ? arn : arn + "/index/" + matcher.group(INDEX));
      }
    }
  }
}
