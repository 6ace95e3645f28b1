package dev.forebay.cognito;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** Users as answers show them. */
final class UserViews {
  private UserViews() {}

  static UserType of(UserRow user) {
    return UserType.builder()
        .username(user.username())
        .attributes(attributes(user, name -> true))
        .userCreateDate(Instant.ofEpochMilli(user.created()))
        .userLastModifiedDate(Instant.ofEpochMilli(user.modified()))
        .enabled(user.enabled())
        .userStatus(user.status())
        .build();
  }

  /** The attributes that may be shown. */
  static List<AttributeType> attributes(UserRow user, Predicate<String> shown) {
    List<AttributeType> attributes = new ArrayList<>();
    for (Map.Entry<String, String> attribute : user.everything().entrySet()) {
      if (shown.test(attribute.getKey())) {
        attributes.add(
            AttributeType.builder().name(attribute.getKey()).value(attribute.getValue()).build());
      }
    }
    return attributes;
  }

  /** The second factors that are on, as answers list them. */
  static List<String> factors(UserRow user) {
    List<String> factors = new ArrayList<>();
    if (user.mfa().token()) {
      factors.add("SOFTWARE_TOKEN_MFA");
    }
    if (user.mfa().sms()) {
      factors.add("SMS_MFA");
    }
    if (user.mfa().email()) {
      factors.add("EMAIL_OTP");
    }
    return factors;
  }
}
