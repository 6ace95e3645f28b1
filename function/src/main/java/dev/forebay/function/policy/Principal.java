package dev.forebay.function.policy;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.regex.Pattern;

/**
 * To whom a statement grants something. Immutable.
 *
 * @param kind what the value is
 * @param value a service's name, an ARN, or {@code *}
 */
public record Principal(Kind kind, String value) {
  private static final Pattern SERVICE =
      Pattern.compile(
          "[a-z0-9][a-z0-9.-]*\\.(amazonaws\\.com(\\.cn)?|amazon\\.com|aws\\.internal)");

  /** What may be named of IAM and STS; groups and policies, for one, may not. */
  private static final Pattern IDENTITY =
      Pattern.compile(
          "iam:(root|(user|role|oidc-provider|saml-provider)/.+)"
              + "|sts:(assumed-role/[^/]+/.+|federated-user/.+)");

  /** What a principal's value is. */
  public enum Kind {
    /** A service's principal name. */
    SERVICE,
    /** An ARN of IAM or STS. */
    AWS,
    /** Everybody. */
    ANYONE
  }

  /**
   * The principal that a request's text means.
   *
   * @param partition of the ARN that an account's twelve digits become
   * @throws dev.forebay.wire.AwsException 400 for what is none
   */
  public static Principal parse(String text, String partition) {
    if (text.equals("*")) {
      return new Principal(Kind.ANYONE, text);
    }
    if (AccountId.isValid(text)) {
      return new Principal(Kind.AWS, "arn:" + partition + ":iam::" + text + ":root");
    }
    boolean identity =
        Arn.parse(text)
            .filter(arn -> AccountId.isValid(arn.account()))
            .filter(arn -> IDENTITY.matcher(arn.service() + ":" + arn.resource()).matches())
            .isPresent();
    if (identity) {
      return new Principal(Kind.AWS, text);
    }
    if (SERVICE.matcher(text).matches()) {
      return new Principal(Kind.SERVICE, text);
    }
    throw Refusals.invalidParameter(
        "The provided principal was invalid. Please check the principal and try again.");
  }
}
