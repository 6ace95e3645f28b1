package dev.forebay.identity.actions;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the table of operations. Confined to one thread. */
final class TableReader {
  private static final String SHARED = "shared";
  private static final String UNLESS_DENIED = "unless-denied";

  private final ResourceRules rules;
  private final Map<String, Row> operations = new HashMap<>();
  private String service = "";
  private String current = "";

  TableReader(ResourceRules rules) {
    this.rules = rules;
  }

  /**
   * The row of each operation, by {@code service:Operation}.
   *
   * @throws IllegalArgumentException for a line that cannot be read
   */
  Map<String, Row> read(BufferedReader table) throws IOException {
    for (String line = table.readLine(); line != null; line = table.readLine()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        service = line.substring(1, line.length() - 1);
      } else {
        addRow(line);
      }
    }
    return operations;
  }

  private void addRow(String line) {
    String[] words = line.split(" ", -1);
    if (words.length < 3) {
      throw new IllegalArgumentException("operations.txt: " + line);
    }
    if (!words[0].equals("+")) {
      current = service + ":" + words[0];
      boolean shared = words[words.length - 1].equals(SHARED);
      if (operations.put(current, new Row(List.of(), shared)) != null) {
        throw new IllegalArgumentException("operations.txt has two rows of " + current);
      }
    }
    if (!words[1].equals("-")) {
      Need need = need(words);
      operations.computeIfPresent(current, (name, row) -> row.with(need));
    }
  }

  private Need need(String[] words) {
    List<Need.KeyRule> keys = new ArrayList<>();
    List<String> conditions = List.of();
    Permission.Demand demand = Permission.Demand.ALLOWED;
    for (int index = 3; index < words.length; index++) {
      if (words[index].equals("if")) {
        conditions = List.of(words[++index].split("\\|", -1));
      } else if (words[index].equals(UNLESS_DENIED)) {
        demand = Permission.Demand.NOT_DENIED;
      } else if (!words[index].equals(SHARED)) {
        int equals = words[index].indexOf('=');
        keys.add(
            new Need.KeyRule(
                words[index].substring(0, equals), values(words[index].substring(equals + 1))));
      }
    }
    String action = words[1].equals("=") ? service + ":" + words[0] : words[1];
    return new Need(action, rules.parse(words[2]), keys, conditions, demand);
  }

  // A text in quotes stands for itself; a form with brackets is a resource; the rest are members.
  private ResourceRule values(String form) {
    if (form.startsWith("'")) {
      List<String> literal = List.of(form.substring(1, form.length() - 1));
      return request -> literal;
    }
    return form.contains("(") ? rules.parse(form) : request -> request.texts(form);
  }
}
