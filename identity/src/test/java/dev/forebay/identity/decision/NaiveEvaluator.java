package dev.forebay.identity.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second evaluator of policies, as plain as can be: it reads the JSON anew for every request,
 * turns wildcards into regular expressions, and shares no code with the first. It says {@code
 * allowed}, {@code denied TYPE} or {@code missing TYPE}.
 */
final class NaiveEvaluator {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}$]+)}");
  // Stand for the wildcards of the policy, so that those of a request's values are text.
  private static final char STAR = '\uE000';
  private static final char MARK = '\uE001';

  private final NaiveCase asked;

  NaiveEvaluator(NaiveCase asked) {
    this.asked = asked;
  }

  String decide() {
    List<JsonNode> boundary = asked.boundary().map(List::of).orElse(List.of());
    List<JsonNode> side = asked.side().map(List::of).orElse(List.of());
    String sideName = asked.trust() ? "ROLE_TRUST" : "RESOURCE";
    if (level("Deny", asked.identity(), false) > 0) {
      return "denied IDENTITY";
    } else if (level("Deny", side, true) > 0) {
      return "denied " + sideName;
    } else if (level("Deny", boundary, false) > 0) {
      return "denied BOUNDARY";
    } else if (level("Deny", asked.session(), false) > 0) {
      return "denied SESSION";
    }
    int bySide = level("Allow", side, true);
    boolean byIdentity =
        asked.who().equals("federated-root") || level("Allow", asked.identity(), false) > 0;
    boolean byBoundary = boundary.isEmpty() || level("Allow", boundary, false) > 0;
    boolean bySession =
        asked.session().isEmpty()
            ? !asked.who().startsWith("federated")
            : level("Allow", asked.session(), false) > 0;

    if (List.of("service", "nobody", "web").contains(asked.who())) {
      return bySide > 0 ? "allowed" : "missing " + sideName;
    }
    if (asked.who().equals("root")) {
      return bySide > 0 || (asked.own() && !asked.trust()) ? "allowed" : "missing " + sideName;
    }
    if (asked.own() && bySide == 3) {
      return "allowed";
    }
    if (bySide == 0 && (asked.trust() || !asked.own())) {
      return "missing " + sideName;
    }
    if (!byIdentity && !(asked.own() && bySide == 2)) {
      return "missing IDENTITY";
    }
    if (!byBoundary) {
      return "missing BOUNDARY";
    }
    return bySession ? "allowed" : "missing SESSION";
  }

  private int level(String effect, List<JsonNode> documents, boolean principals) {
    int highest = 0;
    for (JsonNode document : documents) {
      boolean variables = document.path("Version").asText().equals("2012-10-17");
      JsonNode statements = document.get("Statement");
      for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
        if (statement.get("Effect").asText().equals(effect)
            && action(statement)
            && resource(statement, variables)
            && condition(statement, variables)) {
          highest = Math.max(highest, principals ? principal(statement) : 3);
        }
      }
    }
    return highest;
  }

  private boolean action(JsonNode statement) {
    JsonNode listed = statement.get(statement.has("Action") ? "Action" : "NotAction");
    boolean found = false;
    for (String pattern : texts(listed)) {
      String wild = wild(pattern.toLowerCase(Locale.ROOT));
      found |= regex(wild, false, false).matcher(asked.action().toLowerCase(Locale.ROOT)).matches();
    }
    return found == statement.has("Action");
  }

  private boolean resource(JsonNode statement, boolean variables) {
    if (!statement.has("Resource") && !statement.has("NotResource")) {
      return true;
    }
    boolean negated = statement.has("NotResource");
    boolean found = false;
    boolean open = false;
    for (String pattern : texts(statement.get(negated ? "NotResource" : "Resource"))) {
      Optional<String> resolved = resolve(pattern, variables, true);
      open |= resolved.isEmpty();
      found |=
          resolved.isPresent()
              && regex(resolved.get(), true, true).matcher(asked.resource()).matches();
    }
    if (negated) {
      boolean allow = statement.get("Effect").asText().equals("Allow");
      return !found && !(open && allow);
    }
    return found;
  }

  private int principal(JsonNode statement) {
    boolean negated = statement.has("NotPrincipal");
    JsonNode listed = statement.get(negated ? "NotPrincipal" : "Principal");
    List<Integer> levels = new ArrayList<>();
    boolean everybody = listed.isTextual();
    if (listed.isObject()) {
      for (Map.Entry<String, JsonNode> entry : listed.properties()) {
        for (String text : texts(entry.getValue())) {
          everybody |= entry.getKey().equals("AWS") && text.equals("*");
          levels.add(asked.names().getOrDefault(entry.getKey() + ":" + text, 0));
        }
      }
    }
    if (!negated) {
      return everybody ? 3 : levels.stream().mapToInt(level -> level).max().orElse(0);
    }
    boolean spared =
        everybody
            || switch (asked.who()) {
              case "user", "federated-root" -> levels.contains(3) && levels.contains(1);
              case "role", "federated" ->
                  levels.contains(3) && levels.contains(2) && levels.contains(1);
              default -> levels.contains(3);
            };
    return spared ? 0 : 3;
  }

  private boolean condition(JsonNode statement, boolean variables) {
    boolean allow = statement.get("Effect").asText().equals("Allow");
    for (Map.Entry<String, JsonNode> block : statement.path("Condition").properties()) {
      for (Map.Entry<String, JsonNode> key : block.getValue().properties()) {
        if (!holds(block.getKey(), key.getKey(), texts(key.getValue()), variables, allow)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean holds(
      String name, String key, List<String> operands, boolean variables, boolean allow) {
    boolean all = name.startsWith("ForAllValues:");
    boolean any = name.startsWith("ForAnyValue:");
    String operator = all || any ? name.substring(name.indexOf(':') + 1) : name;
    boolean ifExists = operator.endsWith("IfExists");
    operator = ifExists ? operator.substring(0, operator.length() - 8) : operator;
    boolean negated = operator.contains("Not");
    operator = operator.replace("Not", "");
    List<String> values = asked.keys().getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
    if (operator.equals("Null")) {
      return operands.stream().anyMatch(text -> text.equals(Boolean.toString(values.isEmpty())));
    }
    if (values.isEmpty() || ((all || any) && String.join("", values).isEmpty())) {
      return ifExists || all || (!any && negated);
    }
    int held = 0;
    for (String value : values) {
      boolean same = false;
      boolean open = operands.isEmpty();
      for (String operand : operands) {
        Optional<Boolean> one = compare(operator, value, operand, variables);
        same |= one.orElse(false);
        open |= one.isEmpty();
      }
      boolean holds = negated ? !same && !(open && allow) : same;
      held += holds ? 1 : 0;
    }
    boolean every = all || (negated && !any);
    return every ? held == values.size() : held > 0;
  }

  private Optional<Boolean> compare(
      String operator, String value, String operand, boolean variables) {
    return switch (operator) {
      case "StringEquals" -> resolve(operand, variables, false).map(value::equals);
      case "StringEqualsIgnoreCase", "Bool" ->
          resolve(operand, variables, false).map(value::equalsIgnoreCase);
      case "StringLike" ->
          resolve(operand, variables, true)
              .map(text -> regex(text, false, false).matcher(value).matches());
      case "ArnLike", "ArnEquals" ->
          resolve(operand, variables, true)
              .map(text -> regex(text, true, false).matcher(value).matches());
      case "BinaryEquals" ->
          Optional.of(operand)
              .filter(NaiveEvaluator::isBase64)
              .filter(text -> isBase64(value))
              .map(value::equals);
      case "IpAddress" -> inRange(value, operand);
      default -> ordered(operator, value, operand);
    };
  }

  private static Optional<Boolean> ordered(String operator, String value, String operand) {
    Optional<Double> left = operator.startsWith("Date") ? date(value) : number(value);
    Optional<Double> right = operator.startsWith("Date") ? date(operand) : number(operand);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    double difference = left.get() - right.get();
    boolean same = difference == 0 && operator.endsWith("Equals");
    return Optional.of(
        same
            || (operator.contains("Less") && difference < 0)
            || (operator.contains("Greater") && difference > 0));
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> date(String text) {
    try {
      return Optional.of(
          text.contains("T")
              ? (double) Instant.parse(text).getEpochSecond()
              : (double) Long.parseLong(text));
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<Boolean> inRange(String value, String operand) {
    String[] range = operand.split("/", -1);
    String address = "([0-9]+\\.){3}[0-9]+|[0-9a-f]*:[0-9a-f:]*";
    if (!value.matches(address) || !range[0].matches(address)) {
      return Optional.empty();
    }
    try {
      byte[] left = InetAddress.getByName(value).getAddress();
      byte[] right = InetAddress.getByName(range[0]).getAddress();
      int bits = range.length > 1 ? Integer.parseInt(range[1]) : right.length * 8;
      int shift = right.length * 8 - bits;
      return Optional.of(
          left.length == right.length
              && new BigInteger(1, left)
                  .shiftRight(shift)
                  .equals(new BigInteger(1, right).shiftRight(shift)));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private Optional<String> resolve(String text, boolean variables, boolean wildcards) {
    if (!variables) {
      return Optional.of(wildcards ? wild(text) : text);
    }
    StringBuilder resolved = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(text.replace("${$}", "${DOLLAR}"));
    int from = 0;
    while (matcher.find()) {
      String before = text.replace("${$}", "${DOLLAR}").substring(from, matcher.start());
      resolved.append(wildcards ? wild(before) : before);
      from = matcher.end();
      String[] parts = matcher.group(1).split(",", 2);
      List<String> values =
          asked.keys().getOrDefault(parts[0].strip().toLowerCase(Locale.ROOT), List.of());
      if (matcher.group(1).equals("*") || matcher.group(1).equals("?")) {
        resolved.append(matcher.group(1));
      } else if (matcher.group(1).equals("DOLLAR")) {
        resolved.append('$');
      } else if (values.size() == 1) {
        resolved.append(values.getFirst());
      } else if (parts.length == 2) {
        resolved.append(parts[1].strip().replace("'", ""));
      } else {
        return Optional.empty();
      }
    }
    String rest = text.replace("${$}", "${DOLLAR}").substring(from);
    return Optional.of(resolved + (wildcards ? wild(rest) : rest));
  }

  private static String wild(String text) {
    return text.replace('*', STAR).replace('?', MARK);
  }

  // parts: wildcards stay within the first five parts of an ARN; beyond: but one that ends a part.
  private static Pattern regex(String text, boolean parts, boolean beyond) {
    boolean bare = text.length() == 1;
    StringBuilder regex = new StringBuilder();
    int colons = 0;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean inPart = parts && colons < 5 && !bare;
      boolean last = i + 1 == text.length() || text.charAt(i + 1) == ':';
      if (character == STAR) {
        regex.append(inPart && !(beyond && last) ? "[^:]*" : ".*");
      } else if (character == MARK) {
        regex.append(inPart ? "[^:]" : ".");
      } else {
        regex.append(Pattern.quote(Character.toString(character)));
        colons += character == ':' ? 1 : 0;
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(element -> texts.add(element.asText()));
    } else {
      texts.add(node.asText());
    }
    return texts;
  }
}
