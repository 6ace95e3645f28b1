package dev.forebay.identity.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules for one family of policy documents, with the words in which AWS refuses. */
sealed interface Grammar permits PermissionGrammar, ResourceGrammar {
  /** The versions of the language. */
  Set<String> VERSIONS = Set.of("2008-10-17", "2012-10-17");

  /** The rules for a kind. */
  static Grammar of(PolicyKind kind) {
    return kind.namesPrincipals() ? new ResourceGrammar(kind) : new PermissionGrammar(kind);
  }

  /** The refusal of a text that is no JSON object. */
  PolicyRefusal noJson();

  /**
   * Checks a document.
   *
   * @throws PolicyRefusal for the first rule that it breaks
   */
  void check(JsonNode root);

  /** Whether some statement's {@code Sid} is another's too; an empty one is none. */
  static boolean repeatsSid(List<JsonNode> statements) {
    Set<String> seen = new HashSet<>();
    for (JsonNode statement : statements) {
      Optional<String> sid =
          PolicyJson.member(statement, "Sid").map(JsonNode::asText).filter(text -> !text.isEmpty());
      if (sid.isPresent() && !seen.add(sid.get())) {
        return true;
      }
    }
    return false;
  }
}
