package dev.forebay.dynamodb.value;

import dev.forebay.wire.AwsException;

/** AWS's refusals, in AWS's words where they are known. */
public final class Errors {
  private static final int BAD = 400;

  private Errors() {}

  /** A request that is wrong in itself. */
  public static AwsException validation(String message) {
    return new AwsException("ValidationException", BAD, message);
  }

  /** A request whose parameters do not go together. */
  public static AwsException invalidParameters(String message) {
    return validation("One or more parameter values were invalid: " + message);
  }

  /** A table or index that an operation on items names, and that is not there. */
  public static AwsException notFound() {
    return notFound("Requested resource not found");
  }

  /** Something that is not there. */
  public static AwsException notFound(String message) {
    return new AwsException("ResourceNotFoundException", BAD, message);
  }

  /** Something that is there already, or is being changed. */
  public static AwsException inUse(String message) {
    return new AwsException("ResourceInUseException", BAD, message);
  }

  /** More of something than an account may have. */
  public static AwsException limit(String message) {
    return new AwsException("LimitExceededException", BAD, message);
  }

  /** A write to an item whose local index would outgrow 10 GB, or that cannot be kept. */
  public static AwsException unavailable() {
    return new AwsException(
        "InternalServerError", 500, "The request could not be completed. Try again.");
  }
}
