package dev.forebay.s3;

import dev.forebay.model.AccountId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.services.s3.model.Owner;

/** Canonical user ids, which stand for accounts in S3: always the same for an account. */
final class Owners {
  private Owners() {}

  /** 64 hexadecimal digits. */
  static String canonicalId(AccountId account) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("s3 " + account).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The shorter form that stands in events. */
  static String principalId(AccountId account) {
    return "A" + canonicalId(account).substring(0, 13).toUpperCase(java.util.Locale.ROOT);
  }

  static Owner owner(AccountId account) {
    return Owner.builder().id(canonicalId(account)).build();
  }
}
