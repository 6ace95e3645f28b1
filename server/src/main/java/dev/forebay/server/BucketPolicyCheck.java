package dev.forebay.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.s3.PolicyCheck;
import java.util.Optional;

/**
 * Reads the policies that buckets are given, by the language that decides on calls. Thread-safe.
 */
final class BucketPolicyCheck implements PolicyCheck {
  private final ObjectMapper json = new ObjectMapper();

  @Override
  public Optional<String> fault(String policy) {
    try {
      PolicyDocument.parse(policy, PolicyKind.RESOURCE);
      return Optional.empty();
    } catch (PolicyRefusal refusal) {
      return Optional.of(String.valueOf(refusal.getMessage()));
    }
  }

  /** Whether a statement allows something to everybody under no condition. */
  @Override
  public boolean isPublic(String policy) {
    try {
      JsonNode statements = json.readTree(policy).path("Statement");
      if (statements.isObject()) {
        return isPublic(statements);
      }
      for (JsonNode statement : statements) {
        if (isPublic(statement)) {
          return true;
        }
      }
      return false;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static boolean isPublic(JsonNode statement) {
    JsonNode principal = statement.path("Principal");
    JsonNode aws = principal.isObject() ? principal.path("AWS") : principal;
    boolean everybody = aws.asText().equals("*");
    for (JsonNode one : aws) {
      everybody |= one.asText().equals("*");
    }
    return statement.path("Effect").asText().equals("Allow")
        && everybody
        && statement.path("Condition").isMissingNode();
  }
}
