package dev.forebay.identity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rules for documents that say what their holder may do: they name no principal, and every
 * statement names actions and resources. AWS checks in several passes over the whole document, and
 * what an earlier pass finds hides what a later one would; the passes here stand in AWS's order.
 * Immutable.
 */
record PermissionGrammar(PolicyKind kind) implements Grammar {
  private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition",
          "Principal",
          "NotPrincipal");
  private static final Pattern SID = Pattern.compile("[0-9A-Za-z]*");
  private static final Pattern VENDOR = Pattern.compile("[a-zA-Z0-9.-]+|\\*");

  @Override
  public PolicyRefusal noJson() {
    return syntax();
  }

  @Override
  public void check(JsonNode root) {
    require(wellFormed(root), "Syntax errors in policy.");
    List<JsonNode> statements = PolicyJson.oneOrMany(root.path("Statement"));
    require(
        statements.stream().noneMatch(each -> each.has("Principal") || each.has("NotPrincipal")),
        "Policy document should not specify a principal.");
    require(
        kind != PolicyKind.MANAGED || root.path("Version").asText().equals("2012-10-17"),
        "Policy document must be version 2012-10-17 or greater.");
    Optional<String> wrongResource =
        resources(statements).flatMap(text -> ResourceText.wrong(text).stream()).findFirst();
    require(
        statements.stream().allMatch(PermissionGrammar::readsAsLegacy)
            && (wrongResource.isPresent()
                || resources(statements).allMatch(ResourceText::readsAsLegacy)),
        "The policy failed legacy parsing");
    require(
        statements.stream().allMatch(each -> SID.matcher(each.path("Sid").asText()).matches()),
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
            + " expression [0-9A-Za-z]*");
    require(
        !Grammar.repeatsSid(statements), "Statement IDs (SID) in a single policy must be unique.");
    require(
        statements.stream().noneMatch(each -> actions(each).isEmpty()),
        "Policy statement must contain actions.");
    if (wrongResource.isPresent()) {
      throw new PolicyRefusal(wrongResource.get());
    }
    statements.stream().flatMap(each -> actions(each).stream()).forEach(this::checkAction);
    require(
        statements.stream().noneMatch(each -> resources(each).isEmpty()),
        "Policy statement must contain resources.");
  }

  private static boolean wellFormed(JsonNode root) {
    if (!DOCUMENT_ELEMENTS.containsAll(names(root))
        || !PolicyJson.member(root, "Version")
            .map(JsonNode::asText)
            .map(VERSIONS::contains)
            .orElse(!root.has("Version"))
        || !optionalText(root, "Id")) {
      return false;
    }
    JsonNode statement = root.path("Statement");
    List<JsonNode> statements = PolicyJson.oneOrMany(statement);
    return !statements.isEmpty()
        && statements.stream().allMatch(PermissionGrammar::wellFormedStatement);
  }

  private static boolean wellFormedStatement(JsonNode statement) {
    return statement.isObject()
        && STATEMENT_ELEMENTS.containsAll(names(statement))
        && optionalText(statement, "Sid")
        && statement.path("Effect").isTextual()
        && (statement.path("Effect").asText().equalsIgnoreCase("Allow")
            || statement.path("Effect").asText().equalsIgnoreCase("Deny"))
        && !(statement.has("Action") && statement.has("NotAction"))
        && !(statement.has("Resource") && statement.has("NotResource"))
        && Stream.of("Action", "NotAction", "Resource", "NotResource")
            .allMatch(name -> !statement.has(name) || PolicyJson.isTexts(statement.path(name)))
        && (!statement.has("Condition") || wellFormedCondition(statement.path("Condition")));
  }

  private static boolean wellFormedCondition(JsonNode condition) {
    return condition.isObject()
        && condition.properties().stream().allMatch(PermissionGrammar::wellFormedOperator);
  }

  // An unknown operator is let through as long as it is asked nothing.
  private static boolean wellFormedOperator(Map.Entry<String, JsonNode> entry) {
    JsonNode keys = entry.getValue();
    return keys.isObject()
        && (keys.isEmpty() || ConditionOperator.parse(entry.getKey()).isPresent())
        && keys.properties().stream().allMatch(key -> PolicyJson.isConditionValues(key.getValue()));
  }

  // The name is AWS's: a second, older parser reads the effect with its case, and the dates.
  private static boolean readsAsLegacy(JsonNode statement) {
    String effect = statement.path("Effect").asText();
    return (effect.equals("Allow") || effect.equals("Deny"))
        && statement.path("Condition").properties().stream()
            .filter(entry -> isDate(entry.getKey()))
            .flatMap(entry -> entry.getValue().properties().stream())
            .flatMap(key -> PolicyJson.oneOrMany(key.getValue()).stream())
            .allMatch(value -> DateText.parse(value.asText()).isPresent());
  }

  private static boolean isDate(String operator) {
    return ConditionOperator.parse(operator)
        .filter(parsed -> parsed.type() == ConditionOperator.Type.DATE)
        .isPresent();
  }

  private void checkAction(String action) {
    int colon = action.indexOf(':');
    if (colon < 0) {
      require(
          action.equals("*"),
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
      return;
    }
    require(action.indexOf(':', colon + 1) < 0, "Actions/Condition can contain only one colon.");
    String vendor = action.substring(0, colon);
    require(VENDOR.matcher(vendor).matches(), "Vendor " + vendor + " is not valid");
  }

  private static List<String> actions(JsonNode statement) {
    return PolicyJson.texts(statement, statement.has("Action") ? "Action" : "NotAction");
  }

  private static List<String> resources(JsonNode statement) {
    return PolicyJson.texts(statement, statement.has("Resource") ? "Resource" : "NotResource");
  }

  private static Stream<String> resources(List<JsonNode> statements) {
    return statements.stream().flatMap(each -> resources(each).stream());
  }

  private static boolean optionalText(JsonNode object, String name) {
    return !object.has(name) || object.path(name).isTextual();
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new PolicyRefusal(otherwise);
    }
  }

  private static PolicyRefusal syntax() {
    return new PolicyRefusal("Syntax errors in policy.");
  }
}
