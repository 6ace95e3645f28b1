package dev.forebay.identity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compiles a document that its {@link Grammar} has checked. Confined to one thread. */
final class StatementCompiler {
  private static final String WITH_VARIABLES = "2012-10-17";

  private final PolicyKind kind;
  private final List<Span> spans;
  private final JsonNode root;
  private final boolean variables;

  StatementCompiler(PolicyKind kind, String json, JsonNode root) {
    this.kind = kind;
    this.spans = Span.ofStatements(json);
    this.root = root;
    this.variables = root.path("Version").asText().equals(WITH_VARIABLES);
  }

  PolicyDocument document() {
    List<Statement> statements = new ArrayList<>();
    for (JsonNode statement : PolicyJson.oneOrMany(root.path("Statement"))) {
      statements.add(statement(statements.size(), statement));
    }
    return new PolicyDocument(
        kind, PolicyJson.member(root, "Id").map(JsonNode::asText), statements);
  }

  private Statement statement(int index, JsonNode statement) {
    boolean notAction = statement.has("NotAction");
    return new Statement(
        index,
        PolicyJson.member(statement, "Sid").map(JsonNode::asText).filter(sid -> !sid.isEmpty()),
        statement.path("Effect").asText().equals("Allow") ? Effect.ALLOW : Effect.DENY,
        principals(statement),
        ActionSet.of(PolicyJson.texts(statement, notAction ? "NotAction" : "Action"), notAction),
        resources(statement),
        conditions(statement.path("Condition")),
        spans.get(index),
        statement.toString());
  }

  private PrincipalSet principals(JsonNode statement) {
    if (!kind.namesPrincipals()) {
      return new PrincipalSet.Holder();
    }
    return statement.has("NotPrincipal")
        ? new PrincipalSet.AllBut(names(statement.path("NotPrincipal")))
        : new PrincipalSet.Only(names(statement.path("Principal")));
  }

  private static List<PrincipalName> names(JsonNode principal) {
    if (principal.isTextual()) {
      return List.of(new PrincipalName.Everybody());
    }
    List<PrincipalName> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : principal.properties()) {
      PolicyJson.texts(principal, entry.getKey())
          .forEach(text -> PrincipalName.parse(entry.getKey(), text).ifPresent(names::add));
    }
    return names;
  }

  private ResourceSet resources(JsonNode statement) {
    if (statement.has("NotResource")) {
      return new ResourceSet.AllBut(templates(statement, "NotResource"));
    }
    return statement.has("Resource")
        ? new ResourceSet.Only(templates(statement, "Resource"))
        : new ResourceSet.Attached();
  }

  private List<Template> templates(JsonNode statement, String member) {
    return PolicyJson.texts(statement, member).stream()
        .map(text -> Template.of(text, variables, Template.Wildcards.RESOURCE))
        .toList();
  }

  // An operator that is none is asked nothing, which the grammar has seen to.
  private List<Condition> conditions(JsonNode block) {
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : block.properties()) {
      Optional<ConditionOperator> operator = ConditionOperator.parse(entry.getKey());
      operator.ifPresent(known ->
          entry
              .getValue()
              .properties()
              .forEach(key -> conditions.add(condition(entry.getKey(), known, key))));
    }
    return conditions;
  }

  private Condition condition(
      String name, ConditionOperator operator, Map.Entry<String, JsonNode> key) {
    List<String> values =
        PolicyJson.oneOrMany(key.getValue()).stream().map(JsonNode::asText).toList();
    return new Condition(
        operator,
        key.getKey().toLowerCase(Locale.ROOT),
        values.stream().map(value -> Operand.of(operator, value, variables)).toList(),
        new Condition.Spelling(name, key.getKey(), values));
  }
}
