package dev.forebay.identity.iam;

import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;

/** Policy documents of requests: checked before they are kept. */
final class Documents {
  private Documents() {}

  /**
   * A document of a kind.
   *
   * @throws dev.forebay.wire.AwsException MalformedPolicyDocument in AWS's words
   */
  static Document check(String text, PolicyKind kind) {
    Document document = new Document(text);
    try {
      document.compiled(kind);
    } catch (PolicyRefusal refusal) {
      throw IamErrors.malformed(String.valueOf(refusal.getMessage()));
    }
    return document;
  }
}
