package dev.forebay.function.answer;

import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;

/** Lambda's error answers, each with its code and status. */
public final class Refusals {
  /** Answered when a RevisionId is not the resource's; some operations name another API in it. */
  public static final String STALE_REVISION =
      "The Revision Id provided does not match the latest Revision Id. Call the %s API to retrieve"
          + " the latest Revision Id";

  private Refusals() {}

  /** 400 InvalidParameterValueException. */
  public static AwsException invalidParameter(String message) {
    return new AwsException("InvalidParameterValueException", 400, message);
  }

  /** 400 ValidationException with one violated constraint of the model. */
  public static AwsException validation(String value, String member, String constraint) {
    return new AwsException(
        "ValidationException", 400, violation("Value '" + value + "'", member, constraint));
  }

  /** The text of one violated constraint. */
  public static String violation(String value, String member, String constraint) {
    return "1 validation error detected: "
        + value
        + " at '"
        + member
        + "' failed to satisfy constraint: "
        + constraint;
  }

  /** 404 ResourceNotFoundException. */
  public static AwsException notFound(String message) {
    return new AwsException("ResourceNotFoundException", 404, message);
  }

  /** 404 for a function, version or alias that most operations do not find. */
  public static AwsException functionNotFound(Arn arn) {
    return notFound("Function not found: " + arn);
  }

  /** 404 of the operations that do not say what they did not find. */
  public static AwsException resourceNotFound() {
    return notFound("The resource you requested does not exist.");
  }

  /** 409 ResourceConflictException. */
  public static AwsException conflict(String message) {
    return new AwsException("ResourceConflictException", 409, message);
  }

  /** 412 PreconditionFailedException; {@code apis} are those that tell the current revision. */
  public static AwsException staleRevision(String apis) {
    return new AwsException("PreconditionFailedException", 412, STALE_REVISION.formatted(apis));
  }

  /** 403 AccessDeniedException. */
  public static AwsException accessDenied(String message) {
    return new AwsException("AccessDeniedException", 403, message);
  }

  /** 404 CodeSigningConfigNotFoundException. */
  public static AwsException signingConfigNotFound(String arn) {
    return new AwsException(
        "CodeSigningConfigNotFoundException",
        404,
        "The code signing configuration cannot be found. Check that the provided configuration is"
            + " not deleted: "
            + arn
            + ".");
  }

  /** 500 ServiceException. */
  public static AwsException service(String message) {
    return new AwsException("ServiceException", 500, message);
  }

  /** 400 for a feature of AWS that Forebay does not have. */
  public static AwsException unsupported(String what) {
    return invalidParameter(what + " is not supported by Forebay.");
  }
}
