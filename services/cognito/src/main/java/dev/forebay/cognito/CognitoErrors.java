package dev.forebay.cognito;

import dev.forebay.wire.AwsException;

/** Cognito's refusals, in its own words where they are known ("Common Errors", "API Reference"). */
final class CognitoErrors {
  private CognitoErrors() {}

  static AwsException of(String code, String message) {
    return new AwsException(code, 400, message);
  }

  static AwsException invalid(String message) {
    return of("InvalidParameterException", message);
  }

  static AwsException notAuthorized(String message) {
    return of("NotAuthorizedException", message);
  }

  static AwsException notFound(String message) {
    return of("ResourceNotFoundException", message);
  }

  static AwsException noPool(String pool) {
    return notFound("User pool " + pool + " does not exist.");
  }

  static AwsException noClient(String client) {
    return notFound("User pool client " + client + " does not exist.");
  }

  static AwsException noUser() {
    return of("UserNotFoundException", "User does not exist.");
  }

  /** A wrong name or a wrong password: nobody is told which. */
  static AwsException wrongPassword() {
    return notAuthorized("Incorrect username or password.");
  }

  static AwsException mismatch() {
    return of("CodeMismatchException", "Invalid verification code provided, please try again.");
  }

  static AwsException expiredCode() {
    return of("ExpiredCodeException", "Invalid code provided, please request a code again.");
  }

  static AwsException missing(String parameter) {
    return invalid("Missing required parameter " + parameter);
  }

  static AwsException notConfirmed() {
    return of("UserNotConfirmedException", "User is not confirmed.");
  }

  static AwsException resetRequired() {
    return of("PasswordResetRequiredException", "Password reset required for the user");
  }

  static AwsException noSession() {
    return notAuthorized("Invalid session for the user, session is expired.");
  }

  static AwsException aliasExists(String attribute) {
    return of(
        "AliasExistsException", "An account with the given " + attribute + " already exists.");
  }

  /** Not built. */
  static AwsException notHere(String what) {
    return invalid(what + " is not implemented in Forebay");
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalErrorException", 500, "The service cannot tell whether the request was done.");
  }
}
