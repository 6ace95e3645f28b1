package dev.forebay.identity.actions;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the table of operations. Confined to one thread. */
final class TableReader {
  private final ResourceRules rules;
  private final Map<String, List<Need>> operations = new HashMap<>();
  private String service = "";
  private List<Need> current = new ArrayList<>();

  TableReader(ResourceRules rules) {
    this.rules = rules;
  }

  /**
   * The needs of each operation, by {@code service:Operation}.
   *
   * @throws IllegalArgumentException for a line that cannot be read
   */
  Map<String, List<Need>> read(BufferedReader table) throws IOException {
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
      current = new ArrayList<>();
      if (operations.put(service + ":" + words[0], current) != null) {
        throw new IllegalArgumentException("operations.txt has two rows of " + words[0]);
      }
    }
    if (words[1].equals("-")) {
      return;
    }
    List<Need.KeyRule> keys = new ArrayList<>();
    List<String> conditions = List.of();
    for (int index = 3; index < words.length; index++) {
      if (words[index].equals("if")) {
        conditions = List.of(words[++index].split("\\|", -1));
      } else {
        int equals = words[index].indexOf('=');
        keys.add(
            new Need.KeyRule(
                words[index].substring(0, equals), values(words[index].substring(equals + 1))));
      }
    }
    String action = words[1].equals("=") ? service + ":" + words[0] : words[1];
    current.add(new Need(action, rules.parse(words[2]), keys, conditions));
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
