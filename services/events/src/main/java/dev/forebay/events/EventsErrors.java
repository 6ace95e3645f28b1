package dev.forebay.events;

import dev.forebay.wire.AwsException;

/** The errors of EventBridge, in AWS's wording. */
final class EventsErrors {
  private EventsErrors() {}

  static AwsException invalid(String message) {
    return new AwsException("ValidationException", 400, message);
  }

  static AwsException noBus(String name) {
    return notFound("Event bus " + name + " does not exist.");
  }

  static AwsException noRule(RuleId rule) {
    return notFound(
        "Rule " + rule.name() + " does not exist on EventBus " + rule.bus().name() + ".");
  }

  static AwsException notFound(String message) {
    return new AwsException("ResourceNotFoundException", 400, message);
  }

  static AwsException exists(String what) {
    return new AwsException("ResourceAlreadyExistsException", 400, what + " already exists.");
  }

  static AwsException invalidPattern(String reason) {
    return new AwsException(
        "InvalidEventPatternException", 400, "Event pattern is not valid. Reason: " + reason);
  }

  static AwsException limit() {
    return new AwsException(
        "LimitExceededException",
        400,
        "The requested resource exceeds the maximum number allowed.");
  }

  static AwsException managed(String rule) {
    return new AwsException(
        "ManagedRuleException", 400, "Rule " + rule + " is managed and cannot be changed.");
  }

  static AwsException illegalStatus(String message) {
    return new AwsException("IllegalStatusException", 400, message);
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalException", 500, "The service cannot tell whether the request was done.");
  }
}
