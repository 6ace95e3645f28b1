package dev.forebay.cognito;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.util.List;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;

/**
 * A user pool and what its settings mean. Immutable.
 *
 * @param type as AWS describes it
 * @param arn its ARN
 */
record Pool(UserPoolType type, Arn arn) {
  Pool(UserPoolType type) {
    this(type, Arn.parse(type.arn()).orElseThrow());
  }

  String id() {
    return type.id();
  }

  AccountRegion place() {
    return new AccountRegion(new AccountId(arn.account()), new Region(arn.region()));
  }

  /** What SRP calls the pool: its id without the region. */
  String shortName() {
    return id().substring(id().indexOf('_') + 1);
  }

  PasswordPolicyType passwordPolicy() {
    return type.policies().passwordPolicy();
  }

  /** Whether users sign in with their mail address or number, and have no other name. */
  boolean isNamedBy(String attribute) {
    return type.usernameAttributesAsStrings().contains(attribute);
  }

  boolean isNamedByAttributes() {
    return !type.usernameAttributesAsStrings().isEmpty();
  }

  /** Whether users may sign in with a value of the attribute instead of their names. */
  boolean hasAlias(String attribute) {
    return type.aliasAttributesAsStrings().contains(attribute);
  }

  boolean verifies(VerifiedAttributeType attribute) {
    return type.autoVerifiedAttributes().contains(attribute);
  }

  boolean ignoresCase() {
    return type.usernameConfiguration() != null
        && Boolean.FALSE.equals(type.usernameConfiguration().caseSensitive());
  }

  UserPoolMfaType mfa() {
    return type.mfaConfiguration();
  }

  boolean onlyAdministratorsCreateUsers() {
    return Boolean.TRUE.equals(type.adminCreateUserConfig().allowAdminCreateUserOnly());
  }

  /** How long a temporary password may be used, in days. */
  int temporaryDays() {
    Integer days = passwordPolicy().temporaryPasswordValidityDays();
    return days == null || days == 0 ? 7 : days;
  }

  /** Attributes that take a new value only when a code from there was given. */
  List<String> verifiedBeforeUpdate() {
    return type.userAttributeUpdateSettings() == null
        ? List.of()
        : type.userAttributeUpdateSettings().attributesRequireVerificationBeforeUpdateAsStrings();
  }
}
