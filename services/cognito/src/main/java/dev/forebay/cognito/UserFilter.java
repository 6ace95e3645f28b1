package dev.forebay.cognito;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which users a list has ("Searching for users using the ListUsers API"). Immutable.
 *
 * @param attribute empty for all users
 * @param value what it must be, or start with
 * @param exact whether it must be the whole value
 */
record UserFilter(String attribute, String value, boolean exact) {
  private static final Pattern FORM =
      Pattern.compile("\\s*\"?([\\w:]+)\"?\\s*(\\^?=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");

  private static final Set<String> SEARCHABLE =
      Set.of(
          "username",
          "email",
          "phone_number",
          "name",
          "given_name",
          "family_name",
          "preferred_username",
          "cognito:user_status",
          "status",
          "sub");

  /**
   * The filter of a text.
   *
   * @throws dev.forebay.wire.AwsException for a text that is none
   */
  static UserFilter parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new UserFilter("", "", false);
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw CognitoErrors.invalid("Error while parsing filter.");
    }
    if (!SEARCHABLE.contains(form.group(1))) {
      throw CognitoErrors.invalid("Invalid search attribute: " + form.group(1));
    }
    return new UserFilter(
        form.group(1), form.group(3).replaceAll("\\\\(.)", "$1"), form.group(2).equals("="));
  }

  boolean takes(UserRow user) {
    if (attribute.isEmpty()) {
      return true;
    }
    String actual =
        switch (attribute) {
          case "username" -> user.username();
          case "cognito:user_status" -> user.status();
          case "status" -> user.enabled() ? "Enabled" : "Disabled";
          default -> user.everything().getOrDefault(attribute, "");
        };
    return exact ? actual.equals(value) : !actual.isEmpty() && actual.startsWith(value);
  }
}
