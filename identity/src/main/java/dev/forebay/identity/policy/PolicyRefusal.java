package dev.forebay.identity.policy;

/**
 * A text that is no policy document of its kind. The message is what AWS answers; which error code
 * goes with it is the service's to say (IAM and STS: {@code MalformedPolicyDocument}).
 */
public final class PolicyRefusal extends RuntimeException {
  /**
   * With AWS's message.
   *
   * @param message what is wrong with the document
   */
  public PolicyRefusal(String message) {
    super(message, null, false, false);
  }
}
