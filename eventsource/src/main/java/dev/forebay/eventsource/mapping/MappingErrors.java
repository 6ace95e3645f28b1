package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import dev.forebay.wire.AwsException;
import java.util.UUID;

/** The errors of the operations on mappings, in AWS's words. */
final class MappingErrors {
  private MappingErrors() {}

  /**
   * 400 while an earlier change is under way.
   *
   * @param what what was asked for: {@code update} or {@code delete}
   */
  static AwsException inUse(String what) {
    return new AwsException(
        "ResourceInUseException",
        400,
        "Cannot " + what + " the event source mapping because it is in use.");
  }

  /** 404 of the operations on tags. */
  static AwsException untaggable(MappingId id) {
    return Refusals.notFound("Event source mapping not found: " + id.arn());
  }

  /** 400 for no source, or none that AWS reads. */
  static AwsException unrecognized() {
    return Refusals.invalidParameter("Unrecognized event source.");
  }

  /** 400 for an option that the source does not have. */
  static AwsException unsupported(String option) {
    return Refusals.invalidParameter(
        "Unsupported " + option + " parameter for given event source mapping type.");
  }

  /** 400 for a source that AWS reads and Forebay does not yet. */
  static AwsException notBuilt(SourceKind kind) {
    return Refusals.invalidParameter(
        "Event source mappings of " + kind.text() + " are not implemented yet in Forebay.");
  }

  /** 400 for a function, version or alias that is not there. */
  static AwsException noFunction() {
    return Refusals.invalidParameter("Function does not exist");
  }

  /** 409 for a source and function that have a mapping already. */
  static AwsException duplicate(Mapping mapping, UUID existing) {
    String pair =
        switch (mapping.source()) {
          case EventSource.Queue queue ->
              "An event source mapping with SQS arn (\" %s \") and function (\" %s \") already"
                  + " exists.";
          case EventSource.Stream stream -> ofStream();
          case EventSource.Consumer consumer -> ofStream();
          case EventSource.TableStream stream -> ofStream();
        };
    return Refusals.conflict(
        pair.formatted(mapping.source().arn(), named(mapping))
            + " Please update or delete the existing mapping with UUID "
            + existing);
  }

  private static String ofStream() {
    return "The event source arn (\" %s \") and function (\" %s \") provided mapping already"
        + " exists.";
  }

  private static String named(Mapping mapping) {
    return mapping
        .function()
        .qualifier()
        .map(qualifier -> mapping.function().function().name() + ":" + qualifier)
        .orElse(mapping.function().function().name());
  }
}
