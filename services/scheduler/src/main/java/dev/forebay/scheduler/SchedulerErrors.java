package dev.forebay.scheduler;

import dev.forebay.wire.AwsException;

/** The errors of EventBridge Scheduler, in AWS's wording. */
final class SchedulerErrors {
  private SchedulerErrors() {}

  static AwsException invalid(String message) {
    return new AwsException("ValidationException", 400, message);
  }

  static AwsException noSchedule(String name) {
    return new AwsException(
        "ResourceNotFoundException", 404, "Schedule " + name + " does not exist.");
  }

  static AwsException noGroup(String name) {
    return new AwsException(
        "ResourceNotFoundException", 404, "Schedule group " + name + " does not exist.");
  }

  static AwsException conflict(String message) {
    return new AwsException("ConflictException", 409, message);
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalServerException", 500, "The service cannot tell whether the request was done.");
  }
}
