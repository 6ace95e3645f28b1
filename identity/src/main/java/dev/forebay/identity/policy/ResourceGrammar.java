package dev.forebay.identity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules for documents that say who may do something to their resource: every statement names
 * principals. A trust policy's resource is the role itself, so it names none. AWS checks these
 * statement by statement and names the field. Immutable.
 */
record ResourceGrammar(PolicyKind kind) implements Grammar {
  private static final Set<String> DOCUMENT_ELEMENTS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");
  private static final String COGNITO = "cognito-identity.amazonaws.com";

  @Override
  public PolicyRefusal noJson() {
    return new PolicyRefusal("This policy contains invalid Json");
  }

  @Override
  public void check(JsonNode root) {
    knownFields(root, DOCUMENT_ELEMENTS);
    require(
        !root.has("Version") || VERSIONS.contains(root.path("Version").asText()),
        "The policy must contain a valid version string");
    require(!root.has("Id") || root.path("Id").isTextual(), "Syntax error in policy.");
    require(root.has("Statement"), "Missing required field Statement");
    List<JsonNode> statements = PolicyJson.oneOrMany(root.path("Statement"));
    require(!statements.isEmpty(), "Could not parse the policy: Statement is empty!");
    statements.forEach(this::checkStatement);
    require(!Grammar.repeatsSid(statements), "The Statement Ids in the policy are not unique");
  }

  private void checkStatement(JsonNode statement) {
    require(statement.isObject(), "Syntax error in policy.");
    knownFields(statement, STATEMENT_ELEMENTS);
    require(!statement.has("Sid") || statement.path("Sid").isTextual(), "Syntax error in policy.");
    require(statement.hasNonNull("Effect"), "Missing required field Effect");
    String effect = statement.path("Effect").asText();
    require(effect.equals("Allow") || effect.equals("Deny"), "Invalid effect: " + effect);
    checkPrincipals(statement, effect);
    checkActions(statement);
    checkResources(statement);
    if (statement.has("Condition")) {
      checkCondition(statement.path("Condition"));
    }
    require(
        kind != PolicyKind.TRUST || !trustsCognito(statement) || statement.has("Condition"),
        "A condition block must be present for the Cognito provider");
  }

  private void checkPrincipals(JsonNode statement, String effect) {
    if (statement.has("NotPrincipal")) {
      require(effect.equals("Deny"), "Allow with NotPrincipal is not allowed.");
      require(kind != PolicyKind.TRUST, "AssumeRole policy must not contain NotPrincipal field.");
      require(!statement.has("Principal"), "Syntax error in policy.");
    } else {
      require(statement.hasNonNull("Principal"), "Missing required field Principal");
    }
    JsonNode named = statement.path(statement.has("Principal") ? "Principal" : "NotPrincipal");
    if (named.isTextual()) {
      require(
          named.asText().equals("*"),
          kind == PolicyKind.TRUST
              ? "Principal must be a JSON object."
              : "Invalid principal in policy: " + quoted(named.asText()));
      return;
    }
    require(named.isObject(), "Syntax error in policy.");
    require(!named.isEmpty(), "Missing required field Principal cannot be empty!");
    named.properties().forEach(ResourceGrammar::checkPrincipal);
  }

  private static void checkPrincipal(Map.Entry<String, JsonNode> entry) {
    String type = entry.getKey();
    require(PrincipalName.isType(type), "Invalid principal in policy: " + quoted(type));
    require(PolicyJson.isTexts(entry.getValue()), "Syntax error in policy.");
    List<JsonNode> names = PolicyJson.oneOrMany(entry.getValue());
    require(!names.isEmpty(), "Missing required field Principal cannot be empty!");
    for (JsonNode name : names) {
      require(
          PrincipalName.parse(type, name.asText()).isPresent(),
          "Invalid principal in policy: "
              + quoted(type.equals("AWS") ? type : type.toUpperCase(Locale.ROOT))
              + ":"
              + quoted(name.asText()));
    }
  }

  private void checkActions(JsonNode statement) {
    require(!(statement.has("Action") && statement.has("NotAction")), "Syntax error in policy.");
    String member = statement.has("NotAction") ? "NotAction" : "Action";
    require(statement.hasNonNull(member), "Missing required field Action");
    require(PolicyJson.isTexts(statement.path(member)), "Syntax error in policy.");
    List<String> actions = PolicyJson.texts(statement, member);
    require(!actions.isEmpty(), "Missing required field Action cannot be empty!");
    require(
        kind != PolicyKind.TRUST
            || actions.stream().allMatch(name -> name.regionMatches(true, 0, "sts:", 0, 4)),
        "AssumeRole policy may only specify STS AssumeRole actions.");
  }

  private void checkResources(JsonNode statement) {
    if (kind == PolicyKind.TRUST) {
      require(!statement.has("Resource"), "Has prohibited field Resource");
      require(!statement.has("NotResource"), "AssumeRole policy must not contain resources.");
      return;
    }
    require(
        !(statement.has("Resource") && statement.has("NotResource")), "Syntax error in policy.");
    require(
        Stream.of("Resource", "NotResource")
            .allMatch(name ->
                !statement.has(name)
                    || (PolicyJson.isTexts(statement.path(name))
                        && !PolicyJson.texts(statement, name).isEmpty())),
        "Missing required field Resource cannot be empty!");
  }

  private static void checkCondition(JsonNode condition) {
    require(condition.isObject(), "Syntax error in policy.");
    for (Map.Entry<String, JsonNode> entry : condition.properties()) {
      ConditionOperator operator =
          ConditionOperator.parse(entry.getKey())
              .orElseThrow(() -> new PolicyRefusal("Invalid Condition type : " + entry.getKey()));
      require(entry.getValue().isObject(), "Syntax error in policy.");
      for (Map.Entry<String, JsonNode> key : entry.getValue().properties()) {
        require(PolicyJson.isConditionValues(key.getValue()), "Syntax error in policy.");
        require(
            operator.type() != ConditionOperator.Type.DATE
                || PolicyJson.oneOrMany(key.getValue()).stream()
                    .allMatch(value -> DateText.parse(value.asText()).isPresent()),
            "Syntax error in policy.");
      }
    }
  }

  private static boolean trustsCognito(JsonNode statement) {
    return PolicyJson.texts(statement.path("Principal"), "Federated").contains(COGNITO);
  }

  private static void knownFields(JsonNode object, Set<String> known) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      require(known.contains(entry.getKey()), "Unknown field " + entry.getKey());
    }
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new PolicyRefusal(otherwise);
    }
  }
}
