package dev.forebay.wire.http;

import dev.forebay.wire.AwsException;

/**
 * How large a body may be ("Lambda quotas", AWS Lambda Developer Guide). A limit is checked before
 * and while a body is read, so that no request can fill the memory.
 *
 * <p>Where a service has its own words for a payload that is too large, the edge lets a margin
 * through, so that the service can say them.
 */
final class BodyLimits {
  /** The whole request of operations that carry a package. */
  private static final long PACKAGE = 70_167_211;

  /** The payload of an invocation, and a margin for the service's own answer. */
  private static final long PAYLOAD = 6_291_456;

  private static final long PAYLOAD_MARGIN = 1_048_576;

  /** Everything else. The largest request of any service spoken here is DynamoDB's, of 16 MiB. */
  private static final long OTHER = 17_825_792;

  private BodyLimits() {}

  /**
   * A limit and its answer.
   *
   * @param bytes the most that is read
   * @param code of the answer to more
   * @param said how large a body may be, as the answer says it
   * @param operation for the answer
   */
  record Limit(long bytes, String code, long said, String operation) {
    /** What is answered to more. Made when needed: an exception costs more than the whole check. */
    AwsException tooLarge() {
      return new AwsException(
          code,
          413,
          "Request must be smaller than " + said + " bytes for the " + operation + " operation");
    }
  }

  /**
   * The limit of a request.
   *
   * @param operation the operation's name, or empty when it is not known before the body is read
   */
  static Limit of(String service, String operation) {
    return switch (service + ":" + operation) {
      case "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:PublishLayerVersion" ->
          new Limit(PACKAGE, "RequestEntityTooLargeException", PACKAGE, operation);
      case "lambda:Invoke", "lambda:InvokeAsync", "lambda:InvokeWithResponseStream" ->
          new Limit(
              PAYLOAD + PAYLOAD_MARGIN, "RequestTooLargeException", PAYLOAD, "InvokeFunction");
      default ->
          new Limit(
              OTHER,
              "RequestEntityTooLargeException",
              OTHER,
              operation.isEmpty() ? "requested" : operation);
    };
  }
}
