package dev.forebay.cognito;

import dev.forebay.model.Arn;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AccountRecoverySettingType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFactorType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DefaultEmailOptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailSendingAccountType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LambdaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RecoveryOptionNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RecoveryOptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignInPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolPolicyType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolTierType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerificationMessageTemplateType;

/** What a pool has that the request does not say ("CreateUserPool", API Reference). */
final class PoolDefaults {
  private static final int LENGTH = 8;
  private static final int TEMPORARY_DAYS = 7;

  private PoolDefaults() {}

  static UserPoolType.Builder fill(UserPoolType.Builder pool) {
    return pool.deletionProtection(DeletionProtectionType.INACTIVE)
        .lambdaConfig(LambdaConfigType.builder().build())
        .verificationMessageTemplate(
            VerificationMessageTemplateType.builder()
                .defaultEmailOption(DefaultEmailOptionType.CONFIRM_WITH_CODE)
                .build())
        .mfaConfiguration(UserPoolMfaType.OFF)
        .estimatedNumberOfUsers(0)
        .emailConfiguration(
            EmailConfigurationType.builder()
                .emailSendingAccount(EmailSendingAccountType.COGNITO_DEFAULT)
                .build())
        .adminCreateUserConfig(
            AdminCreateUserConfigType.builder()
                .allowAdminCreateUserOnly(false)
                .unusedAccountValidityDays(TEMPORARY_DAYS)
                .build())
        .accountRecoverySetting(
            AccountRecoverySettingType.builder()
                .recoveryMechanisms(
                    recovery(1, RecoveryOptionNameType.VERIFIED_EMAIL),
                    recovery(2, RecoveryOptionNameType.VERIFIED_PHONE_NUMBER))
                .build())
        .userPoolTier(UserPoolTierType.ESSENTIALS);
  }

  private static RecoveryOptionType recovery(int priority, RecoveryOptionNameType name) {
    return RecoveryOptionType.builder().priority(priority).name(name).build();
  }

  /** The policies of a request, made whole. */
  static UserPoolPolicyType policies(@Nullable UserPoolPolicyType given) {
    PasswordPolicyType.Builder password =
        PasswordPolicyType.builder()
            .minimumLength(LENGTH)
            .temporaryPasswordValidityDays(TEMPORARY_DAYS);
    if (given == null || given.passwordPolicy() == null) {
      password
          .requireUppercase(true)
          .requireLowercase(true)
          .requireNumbers(true)
          .requireSymbols(true);
    } else {
      // A policy that is given asks for no more than it says.
      password
          .requireUppercase(false)
          .requireLowercase(false)
          .requireNumbers(false)
          .requireSymbols(false);
      SharedMembers.copy(given.passwordPolicy(), password);
    }
    return UserPoolPolicyType.builder()
        .passwordPolicy(password.build())
        .signInPolicy(
            given == null || given.signInPolicy() == null
                ? SignInPolicyType.builder()
                    .allowedFirstAuthFactors(AuthFactorType.PASSWORD)
                    .build()
                : given.signInPolicy())
        .build();
  }

  /** The pool, if its triggers are functions. */
  static UserPoolType checked(UserPoolType pool) {
    LambdaConfigType triggers = pool.lambdaConfig();
    Stream.of(
            triggers.preSignUp(),
            triggers.customMessage(),
            triggers.postConfirmation(),
            triggers.preAuthentication(),
            triggers.postAuthentication(),
            triggers.defineAuthChallenge(),
            triggers.createAuthChallenge(),
            triggers.verifyAuthChallengeResponse(),
            triggers.preTokenGeneration(),
            triggers.userMigration())
        .filter(arn -> arn != null && !arn.isEmpty())
        .forEach(arn -> {
          if (Arn.parse(arn).filter(one -> one.service().equals("lambda")).isEmpty()) {
            throw CognitoErrors.invalid("Invalid lambda function ARN " + arn);
          }
        });
    return pool;
  }
}
