package dev.forebay.identity;

import dev.forebay.model.Arn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The unique ids of roles that IAM does not know: always the same one for the same ARN. */
public final class RoleIds {
  private RoleIds() {}

  /** {@code AROA} and 17 characters. */
  public static String of(Arn role) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(role.toString().getBytes(StandardCharsets.UTF_8));
      return "AROA" + Base32.encode(hash).substring(0, 17);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
