package dev.forebay.wire.form;

import dev.forebay.wire.AwsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What its signer lets a form upload, and until when ("POST policy", Amazon S3 API Reference).
 * Immutable.
 *
 * @param expiration when it ends
 * @param conditions on the fields, all of which must hold
 * @param named the fields, in lower case, that conditions are about
 * @param length how large the file may be
 */
public record PostPolicy(
    Instant expiration, List<PostCondition> conditions, Set<String> named, LengthRange length) {
  /**
   * Fields that no condition needs to be about, besides those that start with {@code x-ignore-}.
   */
  private static final Set<String> FREE =
      Set.of("file", "policy", "x-amz-signature", "signature", "awsaccesskeyid");

  /** Copies the collections. */
  public PostPolicy {
    conditions = List.copyOf(conditions);
    named = Set.copyOf(named);
  }

  /**
   * Reads a policy.
   *
   * @param encoded JSON in base 64, as the form's field has it
   * @throws AwsException when it is none
   */
  public static PostPolicy parse(String encoded) {
    return PolicyReader.read(encoded);
  }

  /**
   * Compares a form with the policy.
   *
   * @param fields by names in lower case, with variables replaced
   * @param bucket that the form was sent to, which has to be named as if it were a field
   * @throws AwsException when the policy does not let it through
   */
  public void check(Map<String, String> fields, String bucket, Instant now) {
    if (!now.isBefore(expiration)) {
      throw denied("Policy expired.");
    }
    Map<String, String> given = new HashMap<>(fields);
    given.put("bucket", bucket);
    for (PostCondition condition : conditions) {
      if (!condition.holds(given)) {
        throw denied("Policy Condition failed: " + condition.text());
      }
    }
    Set<String> extra = new TreeSet<>(given.keySet());
    extra.removeAll(named);
    extra.removeAll(FREE);
    extra.removeIf(name -> name.startsWith("x-ignore-"));
    if (!extra.isEmpty()) {
      throw denied("Extra input fields: " + String.join(", ", extra));
    }
  }

  private static AwsException denied(String why) {
    return new AwsException("AccessDenied", 403, "Invalid according to Policy: " + why);
  }
}
