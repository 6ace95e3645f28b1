package dev.forebay.cognito;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final List<String> POOL = List.of("CreateUserPool", "UpdateUserPool");
  private static final List<String> CLIENT =
      List.of("CreateUserPoolClient", "UpdateUserPoolClient");

  private static final List<String> WATCHED =
      List.of(
          "InitiateAuth",
          "RespondToAuthChallenge",
          "SignUp",
          "ConfirmSignUp",
          "ResendConfirmationCode",
          "ForgotPassword",
          "ConfirmForgotPassword");

  private static final List<String> ANALYZED =
      List.of(
          "InitiateAuth",
          "RespondToAuthChallenge",
          "SignUp",
          "ConfirmSignUp",
          "ResendConfirmationCode",
          "ForgotPassword",
          "ConfirmForgotPassword",
          "AdminInitiateAuth",
          "AdminRespondToAuthChallenge");

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          pool("DeviceConfiguration", "Devices are not remembered."),
          pool("EmailConfiguration", "No mail is sent: it is recorded."),
          pool("SmsConfiguration", "No text message is sent: it is recorded."),
          pool("UserPoolAddOns", "Nothing watches for risks."),
          pool("UserPoolTier", "All features are there in every tier."),
          pool(
              "LambdaConfig.CustomSMSSender",
              "There is no KMS here to encrypt codes with: messages are recorded."),
          pool(
              "LambdaConfig.CustomEmailSender",
              "There is no KMS here to encrypt codes with: messages are recorded."),
          pool("LambdaConfig.KMSKeyID", "There is no KMS here."),
          pool(
              "VerificationMessageTemplate.DefaultEmailOption",
              "Confirmation is always by code: nothing here would be the link's page."),
          pool(
              "LambdaConfig.InboundFederation", "Nobody signs in through identity providers here."),
          pool(
              "AdminCreateUserConfig.UnusedAccountValidityDays",
              "The password policy's TemporaryPasswordValidityDays is what acts."),
          client("AnalyticsConfiguration", "Pinpoint is told nothing."),
          client("SupportedIdentityProviders", "Users of the pool itself are all that there are."),
          option(ANALYZED, "AnalyticsMetadata", "Pinpoint is told nothing."),
          option(WATCHED, "UserContextData", "Nothing watches for risks."),
          option(
              List.of("AdminInitiateAuth", "AdminRespondToAuthChallenge"),
              "ContextData",
              "Nothing watches for risks."),
          option(
              List.of("SetUserMFAPreference", "AdminSetUserMFAPreference"),
              "WebAuthnMfaSettings",
              "Passkeys are not built."),
          option(
              List.of("SetUserPoolMfaConfig"),
              "SmsMfaConfiguration",
              "No text message is sent; its words are those of the pool's SmsAuthenticationMessage."),
          option(
              List.of("CreateIdentityProvider", "UpdateIdentityProvider"),
              "AttributeMapping",
              "Nobody signs in through identity providers here."),
          client(
              "EnablePropagateAdditionalUserContextData",
              "Nothing watches for risks that it would tell of."),
          option(
              List.of("CreateIdentityProvider", "UpdateIdentityProvider"),
              "ProviderDetails",
              "Nobody signs in through identity providers here."),
          option(
              List.of("CreateUserPoolDomain", "UpdateUserPoolDomain"),
              "CustomDomainConfig",
              "Hosted endpoints are served over plain HTTP, without a certificate."),
          option(
              List.of("CreateUserPoolDomain", "UpdateUserPoolDomain"),
              "ManagedLoginVersion",
              "There is one plain page to sign in on."),
          option(
              List.of("SetUserPoolMfaConfig"), "WebAuthnConfiguration", "Passkeys are not built."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("cognito-idp", operations, option, reason);
  }

  private static RecordedOnly pool(String option, String reason) {
    return new RecordedOnly("cognito-idp", POOL, option, reason);
  }

  private static RecordedOnly client(String option, String reason) {
    return new RecordedOnly("cognito-idp", CLIENT, option, reason);
  }
}
