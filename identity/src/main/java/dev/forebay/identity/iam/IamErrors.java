package dev.forebay.identity.iam;

import dev.forebay.wire.AwsException;

/** The errors of IAM, in AWS's wording. */
final class IamErrors {
  private IamErrors() {}

  static AwsException noUser(String name) {
    return noSuchEntity("The user with name " + name + " cannot be found.");
  }

  static AwsException noGroup(String name) {
    return noSuchEntity("The group with name " + name + " cannot be found.");
  }

  static AwsException noRole(String name) {
    return noSuchEntity("The role with name " + name + " cannot be found.");
  }

  static AwsException noProfile(String name) {
    return noSuchEntity("Instance Profile " + name + " cannot be found.");
  }

  static AwsException noPolicy(String arn) {
    return noSuchEntity("Policy " + arn + " was not found.");
  }

  static AwsException notAttachable(String arn) {
    return noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
  }

  static AwsException noSuchEntity(String message) {
    return new AwsException("NoSuchEntityException", 404, message);
  }

  static AwsException exists(String message) {
    return new AwsException("EntityAlreadyExistsException", 409, message);
  }

  /** An entity that still has something; {@code must} says what has to go first. */
  static AwsException cannotDelete(String must) {
    return deleteConflict("Cannot delete entity, must " + must + " first.");
  }

  static AwsException deleteConflict(String message) {
    return new AwsException("DeleteConflictException", 409, message);
  }

  static AwsException quota(String name, long most) {
    return limitExceeded("Cannot exceed quota for " + name + ": " + most);
  }

  static AwsException limitExceeded(String message) {
    return new AwsException("LimitExceededException", 409, message);
  }

  static AwsException malformed(String message) {
    return new AwsException("MalformedPolicyDocumentException", 400, message);
  }

  static AwsException invalidInput(String message) {
    return new AwsException("InvalidInputException", 400, message);
  }

  static AwsException validation(String message) {
    return new AwsException("ValidationError", 400, message);
  }

  static AwsException unmodifiable(String message) {
    return new AwsException("UnmodifiableEntityException", 400, message);
  }

  static AwsException unavailable() {
    return new AwsException(
        "ServiceFailureException", 500, "It is not known whether the change was stored.");
  }
}
