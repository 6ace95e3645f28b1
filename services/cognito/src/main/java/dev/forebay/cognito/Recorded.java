package dev.forebay.cognito;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.forebay.storage.rows.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A mail or text message to a user, which nothing here delivers; kept for a week of the clock.
 *
 * @param at when it was made
 * @param medium {@code EMAIL} or {@code SMS}
 * @param destination the address or number
 * @param userPoolId the pool
 * @param username the user
 * @param occasion as the trigger that may word it names it, such as {@code SignUp}
 * @param code the code in it
 * @param subject of a mail
 * @param message the text that the user would see
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "at",
  "medium",
  "destination",
  "userPoolId",
  "username",
  "occasion",
  "code",
  "subject",
  "message"
})
record Recorded(
    String at,
    String medium,
    String destination,
    String userPoolId,
    String username,
    String occasion,
    String code,
    @Nullable String subject,
    String message) {
  static final Kind<Recorded> KIND = Kind.json("recorded", Recorded.class);
}
