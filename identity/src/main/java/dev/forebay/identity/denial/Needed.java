package dev.forebay.identity.denial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Actions and the resources that each is needed on. Confined to one thread. */
final class Needed {
  private final Map<String, Set<String>> resources = new TreeMap<>();

  /** One action on one resource, given by its ARN or as {@code *}. */
  void add(String action, String resource) {
    resources.computeIfAbsent(action, name -> new TreeSet<>()).add(pattern(resource));
  }

  /** Actions with the same resources together. */
  List<Suggestion.Grant> grants() {
    Map<List<String>, List<String>> actions = new LinkedHashMap<>();
    resources.forEach((action, on) ->
        actions.computeIfAbsent(List.copyOf(on), same -> new ArrayList<>()).add(action));
    List<Suggestion.Grant> grants = new ArrayList<>();
    actions.forEach((on, named) -> grants.add(new Suggestion.Grant(named, on)));
    return grants;
  }

  /**
   * How a policy writes a resource, so that it covers this one only. A {@code *} that is a whole
   * part stands for what the call did not say, and stays one.
   */
  static String pattern(String resource) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < resource.length(); i++) {
      char letter = resource.charAt(i);
      switch (letter) {
        case '?' -> pattern.append("${?}");
        case '$' -> pattern.append("${$}");
        case '*' -> pattern.append(isPart(resource, i) ? "*" : "${*}");
        default -> pattern.append(letter);
      }
    }
    return pattern.toString();
  }

  private static boolean isPart(String resource, int at) {
    return (at == 0 || isBorder(resource.charAt(at - 1)))
        && (at + 1 == resource.length() || isBorder(resource.charAt(at + 1)));
  }

  private static boolean isBorder(char letter) {
    return letter == ':' || letter == '/';
  }
}
