package dev.forebay.server;

import dev.forebay.apigateway.AuthorizerPolicy;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.Effect;
import dev.forebay.identity.policy.Naming;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.identity.policy.Principal;
import dev.forebay.identity.policy.Statement;

/**
 * Decides by the policies that authorizers of APIs return, in the language that decides on calls.
 * Conditions see no keys. Thread-safe.
 */
final class ReturnedPolicies implements AuthorizerPolicy {
  @Override
  public boolean allows(String policy, String action, String resource) {
    AccessRequest request =
        new AccessRequest(new Principal.Anonymous(), action, resource, ContextKeys.NONE);
    boolean allowed = false;
    try {
      for (Statement statement : PolicyDocument.parse(policy, PolicyKind.IDENTITY).statements()) {
        if (statement.applies(request) != Naming.NOT) {
          if (statement.effect() == Effect.DENY) {
            return false;
          }
          allowed = true;
        }
      }
      return allowed;
    } catch (PolicyRefusal refusal) {
      return false;
    }
  }
}
