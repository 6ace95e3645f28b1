package dev.forebay.cognito;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Users as they begin. */
final class NewUser {
  private NewUser() {}

  static UserRow row(
      String username, String sub, Map<String, String> attributes, String status, Instant now) {
    return new UserRow(
        username,
        sub,
        attributes,
        true,
        status,
        now.toEpochMilli(),
        now.toEpochMilli(),
        null,
        List.of(),
        UserRow.Mfa.NONE,
        Map.of(),
        UserRow.Tries.NONE,
        0,
        Map.of());
  }
}
