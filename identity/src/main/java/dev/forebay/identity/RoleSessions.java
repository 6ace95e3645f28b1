package dev.forebay.identity;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.SessionFacts;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;

/** What all answers have in common with which a role's session is made. */
final class RoleSessions {
  private static final Duration STANDARD = Duration.ofHours(1);
  private static final Duration CHAINED_LONGEST = Duration.ofHours(1);
  private static final int PACKED_LETTERS = 14_000;

  private RoleSessions() {}

  /**
   * How long a session lasts.
   *
   * @param seconds as the request has it
   * @param caller who asks: the session of a role gets an hour ("Role chaining")
   * @param longest as the role has it; empty for one that IAM does not know
   */
  static Duration lifetime(@Nullable Integer seconds, Caller caller, Optional<Duration> longest) {
    Duration lifetime = seconds == null ? STANDARD : Duration.ofSeconds(seconds);
    if (caller instanceof Caller.RoleSession && lifetime.compareTo(CHAINED_LONGEST) > 0) {
      throw new AwsException(
          "ValidationError",
          400,
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
              + " role chaining");
    }
    if (longest.isPresent() && lifetime.compareTo(longest.get()) > 0) {
      throw new AwsException(
          "ValidationError",
          400,
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return lifetime;
  }

  /** In percent of the quota; AWS packs more tightly and does not say how. */
  static @Nullable Integer packedSize(SessionFacts facts) {
    int letters =
        facts.policies().stream().mapToInt(String::length).sum()
            + facts.policyArns().stream().mapToInt(arn -> arn.toString().length()).sum()
            + facts.tags().entrySet().stream()
                .mapToInt(tag -> tag.getKey().length() + tag.getValue().length())
                .sum();
    return letters == 0 ? null : Math.min(100, 1 + letters * 99 / PACKED_LETTERS);
  }

  /** Whom a session stands for, as answers have it. */
  static AssumedRoleUser user(Caller.RoleSession session) {
    return AssumedRoleUser.builder()
        .assumedRoleId(session.roleId() + ":" + session.sessionName())
        .arn(session.name())
        .build();
  }

  /** A session's credentials, as answers have them. */
  static software.amazon.awssdk.services.sts.model.Credentials wireForm(Credential session) {
    return software.amazon.awssdk.services.sts.model.Credentials.builder()
        .accessKeyId(session.accessKeyId())
        .secretAccessKey(session.secretAccessKey())
        .sessionToken(session.sessionToken().orElseThrow())
        .expiration(session.expires().orElseThrow())
        .build();
  }

  /** The role that a request names. */
  static Arn role(String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("iam") && arn.resource().startsWith("role/"))
        .filter(arn -> AccountId.isValid(arn.account()))
        .orElseThrow(() -> new AwsException("ValidationError", 400, text + " is invalid"));
  }
}
