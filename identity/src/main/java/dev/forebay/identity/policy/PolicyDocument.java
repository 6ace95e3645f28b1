package dev.forebay.identity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A policy document, compiled. Immutable.
 *
 * @param kind what it is for
 * @param id its {@code Id}
 * @param statements in the document's order, at least one
 */
public record PolicyDocument(PolicyKind kind, Optional<String> id, List<Statement> statements) {
  /** Copies the list. */
  public PolicyDocument {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a document. Its size is the caller's to limit.
   *
   * @param json the document's text
   * @param kind what it is for
   * @throws PolicyRefusal in AWS's words, when it is not a document of that kind
   */
  public static PolicyDocument parse(String json, PolicyKind kind) {
    Grammar grammar = Grammar.of(kind);
    JsonNode root = PolicyJson.read(json).orElseThrow(grammar::noJson);
    grammar.check(root);
    return new StatementCompiler(kind, json, root).document();
  }

  /**
   * The ARNs of the users and roles that it names as principals, for who knows whether they are.
   */
  public Set<String> entities() {
    Set<String> arns = new TreeSet<>();
    statements.forEach(statement -> statement.addEntities(arns));
    return arns;
  }

  /** The condition keys that its conditions and variables ask for, in lower case. */
  public Set<String> contextKeys() {
    Set<String> keys = new TreeSet<>();
    statements.forEach(statement -> statement.addContextKeys(keys));
    return keys;
  }
}
