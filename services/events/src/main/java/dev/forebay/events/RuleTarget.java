package dev.forebay.events;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.KeptRequests;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * A target of a rule, checked and ready. Immutable.
 *
 * @param target as it was put
 * @param arn its ARN
 * @param kind what it is
 * @param input what of an event it gets
 */
record RuleTarget(Target target, Arn arn, TargetKind kind, TargetInput input) {
  private static final KeptRequests KEPT = new KeptRequests();

  /**
   * The target that somebody puts.
   *
   * @throws dev.forebay.wire.AwsException when it cannot be one
   */
  static RuleTarget of(Target target) {
    Arn arn =
        Arn.parse(target.arn())
            .orElseThrow(() -> invalid(target, "Provided Arn is not in correct format."));
    TargetKind kind =
        TargetKind.of(arn)
            .orElseThrow(() ->
                invalid(
                    target,
                    "A target of " + arn.service() + " is not supported by Forebay: " + arn));
    kind.check(target);
    return new RuleTarget(target, arn, kind, TargetInput.of(target));
  }

  static RuntimeException invalid(Target target, String reason) {
    return EventsErrors.invalid("Parameter " + target.id() + " is not valid. Reason: " + reason);
  }

  /** The target that {@link #write} wrote. */
  static RuleTarget read(String stored) {
    Target.Builder builder = Target.builder();
    KEPT.read(Bytes.wrap(Base64.getDecoder().decode(stored)), builder);
    return of(builder.build());
  }

  /** As text, to be stored. */
  String write() {
    return Base64.getEncoder().encodeToString(KEPT.write(target).toArray());
  }

  Optional<String> deadLetterArn() {
    return Optional.ofNullable(target.deadLetterConfig())
        .flatMap(dlq -> Optional.ofNullable(dlq.arn()));
  }
}
