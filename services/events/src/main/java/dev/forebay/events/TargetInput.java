package dev.forebay.events;

import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** What of an event goes to a target. Immutable. */
sealed interface TargetInput {
  /** What the target gets, text. */
  String of(Event event, RuleId rule);

  /** The event as it is. */
  record Whole() implements TargetInput {
    @Override
    public String of(Event event, RuleId rule) {
      return event.text();
    }
  }

  /** Always the same. */
  record Constant(String text) implements TargetInput {
    @Override
    public String of(Event event, RuleId rule) {
      return text;
    }
  }

  /** What is at a path of the event. */
  record Part(JsonPath path) implements TargetInput {
    @Override
    public String of(Event event, RuleId rule) {
      return path.read(event.tree()).map(node -> node.toString()).orElse("null");
    }
  }

  /** A template with what is at paths of the event. */
  record Transformed(InputTemplate template) implements TargetInput {
    @Override
    public String of(Event event, RuleId rule) {
      return template.fill(event, rule);
    }
  }

  /**
   * What a target asks for.
   *
   * @throws dev.forebay.wire.AwsException for more than one of them, or one that is malformed
   */
  static TargetInput of(Target target) {
    int given =
        (target.input() == null ? 0 : 1)
            + (target.inputPath() == null ? 0 : 1)
            + (target.inputTransformer() == null ? 0 : 1);
    if (given > 1) {
      throw EventsErrors.invalid(
          "Only one of Input, InputPath, or InputTransformer must be provided for target "
              + target.id()
              + ".");
    }
    if (target.input() != null) {
      return new Constant(JsonText.check(target.input(), "input", target.id()));
    }
    if (target.inputPath() != null) {
      Optional<JsonPath> path = JsonPath.parse(target.inputPath());
      return new Part(
          path.orElseThrow(
              () -> EventsErrors.invalid("Invalid InputPath for target " + target.id() + ".")));
    }
    return target.inputTransformer() == null
        ? new Whole()
        : new Transformed(InputTemplate.of(target.id(), target.inputTransformer()));
  }
}
