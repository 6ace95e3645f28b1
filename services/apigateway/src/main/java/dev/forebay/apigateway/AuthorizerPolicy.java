package dev.forebay.apigateway;

/** Decides by the policy that an authorizer's function returned. Thread-safe. */
@FunctionalInterface
public interface AuthorizerPolicy {
  /**
   * Whether the policy allows an action on a resource; false for what cannot be read.
   *
   * @param policy the document
   * @param action such as {@code execute-api:Invoke}
   * @param resource the ARN of what is called
   */
  boolean allows(String policy, String action, String resource);
}
