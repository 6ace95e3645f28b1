package dev.forebay.cognito;

import static dev.forebay.cognito.Site.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SMSMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SoftwareTokenMfaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SoftwareTokenMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponse;

class SignInTest {
  private static final String PASSWORD = "Correct-horse-7";

  private final Site site = new Site();
  private String pool = "";
  private UserPoolClientType client = UserPoolClientType.builder().build();

  @BeforeEach
  void makeAUser() {
    pool =
        site.call(
                CreateUserPoolRequest.builder().poolName("p").build(), CreateUserPoolResponse.class)
            .userPool()
            .id();
    client = client(false);
    site.call(
        AdminCreateUserRequest.builder()
            .userPoolId(pool)
            .username("ann")
            .userAttributes(
                AttributeType.builder().name("phone_number").value("+491234567").build())
            .messageAction(MessageActionType.SUPPRESS)
            .build());
    site.call(
        AdminSetUserPasswordRequest.builder()
            .userPoolId(pool)
            .username("ann")
            .password(PASSWORD)
            .permanent(true)
            .build());
  }

  private UserPoolClientType client(boolean secret) {
    return site.call(
            CreateUserPoolClientRequest.builder()
                .userPoolId(pool)
                .clientName("c")
                .generateSecret(secret)
                .explicitAuthFlowsWithStrings("ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH")
                .build(),
            CreateUserPoolClientResponse.class)
        .userPoolClient();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private InitiateAuthResponse initiate(String flow, Map<String, String> parameters) {
    return site.ask(
        InitiateAuthRequest.builder()
            .clientId(client.clientId())
            .authFlow(flow)
            .authParameters(parameters)
            .build(),
        InitiateAuthResponse.class);
  }

  private RespondToAuthChallengeResponse respond(
      String challenge, String session, Map<String, String> answers) {
    return site.ask(
        RespondToAuthChallengeRequest.builder()
            .clientId(client.clientId())
            .challengeName(challenge)
            .session(session)
            .challengeResponses(answers)
            .build(),
        RespondToAuthChallengeResponse.class);
  }

  @Test
  void aProofOfThePasswordSignsInWithoutThePassword() throws Exception {
    SrpClient srp = new SrpClient();
    InitiateAuthResponse challenge =
        initiate("USER_SRP_AUTH", Map.of("USERNAME", "ann", "SRP_A", srp.publicValue()));
    assertThat(challenge.challengeNameAsString()).isEqualTo("PASSWORD_VERIFIER");
    Map<String, String> answers =
        srp.answers(pool, challenge.challengeParameters(), PASSWORD, site.clock.now());
    assertThat(
            respond("PASSWORD_VERIFIER", challenge.session(), answers)
                .authenticationResult()
                .idToken())
        .isNotEmpty();
    refused(
        "NotAuthorizedException", () -> respond("PASSWORD_VERIFIER", challenge.session(), answers));
  }

  @Test
  void aProofOfAnotherPasswordDoesNot() throws Exception {
    SrpClient srp = new SrpClient();
    InitiateAuthResponse challenge =
        initiate("USER_SRP_AUTH", Map.of("USERNAME", "ann", "SRP_A", srp.publicValue()));
    Map<String, String> answers =
        srp.answers(pool, challenge.challengeParameters(), "Wrong-horse-7", site.clock.now());
    refused(
            "NotAuthorizedException",
            () -> respond("PASSWORD_VERIFIER", challenge.session(), answers))
        .hasMessage("Incorrect username or password.");
    refused(
        "InvalidParameterException",
        () -> initiate("USER_SRP_AUTH", Map.of("USERNAME", "ann", "SRP_A", "0")));
  }

  @Test
  void aChallengeEndsAfterThreeMinutes() throws Exception {
    SrpClient srp = new SrpClient();
    InitiateAuthResponse challenge =
        initiate("USER_SRP_AUTH", Map.of("USERNAME", "ann", "SRP_A", srp.publicValue()));
    Map<String, String> answers =
        srp.answers(pool, challenge.challengeParameters(), PASSWORD, site.clock.now());
    site.clock.advance(Duration.ofMinutes(3).plusMillis(1));
    refused(
            "NotAuthorizedException",
            () -> respond("PASSWORD_VERIFIER", challenge.session(), answers))
        .hasMessage("Invalid session for the user, session is expired.");
  }

  @Test
  void aClientWithASecretMustShowThatItKnowsIt() throws Exception {
    client = client(true);
    Map<String, String> parameters = new TreeMap<>(Map.of("USERNAME", "ann", "PASSWORD", PASSWORD));
    refused("NotAuthorizedException", () -> initiate("USER_PASSWORD_AUTH", parameters))
        .hasMessage(
            "Client "
                + client.clientId()
                + " is configured with secret but SECRET_HASH was not received");
    parameters.put("SECRET_HASH", "wrong");
    refused("NotAuthorizedException", () -> initiate("USER_PASSWORD_AUTH", parameters))
        .hasMessage("Unable to verify secret hash for client " + client.clientId());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(client.clientSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    parameters.put(
        "SECRET_HASH",
        Base64.getEncoder()
            .encodeToString(
                mac.doFinal(("ann" + client.clientId()).getBytes(StandardCharsets.UTF_8))));
    assertThat(initiate("USER_PASSWORD_AUTH", parameters).authenticationResult()).isNotNull();
  }

  private InitiateAuthResponse byPassword() {
    return initiate("USER_PASSWORD_AUTH", Map.of("USERNAME", "ann", "PASSWORD", PASSWORD));
  }

  private void mfa(UserPoolMfaType rule) {
    site.call(
        SetUserPoolMfaConfigRequest.builder()
            .userPoolId(pool)
            .softwareTokenMfaConfiguration(
                SoftwareTokenMfaConfigType.builder().enabled(true).build())
            .mfaConfiguration(rule)
            .build());
  }

  private String code(String secret) {
    return Totp.code(secret, Totp.step(site.clock.now()));
  }

  @Test
  void anAuthenticatorIsAskedForOnceItIsSetUp() {
    mfa(UserPoolMfaType.OPTIONAL);
    String access = byPassword().authenticationResult().accessToken();
    String secret =
        site.ask(
                AssociateSoftwareTokenRequest.builder().accessToken(access).build(),
                AssociateSoftwareTokenResponse.class)
            .secretCode();
    VerifySoftwareTokenRequest verify =
        VerifySoftwareTokenRequest.builder().accessToken(access).userCode(code(secret)).build();
    refused(
        "EnableSoftwareTokenMFAException",
        () -> site.ask(verify.toBuilder().userCode("000000").build()));
    site.ask(verify);
    site.ask(
        SetUserMfaPreferenceRequest.builder()
            .accessToken(access)
            .softwareTokenMfaSettings(
                SoftwareTokenMfaSettingsType.builder().enabled(true).preferredMfa(true).build())
            .build());

    InitiateAuthResponse asked = byPassword();
    assertThat(asked.challengeNameAsString()).isEqualTo("SOFTWARE_TOKEN_MFA");
    Map<String, String> again = Map.of("USERNAME", "ann", "SOFTWARE_TOKEN_MFA_CODE", code(secret));
    refused("CodeMismatchException", () -> respond("SOFTWARE_TOKEN_MFA", asked.session(), again));
    site.clock.advance(Duration.ofSeconds(30));
    Map<String, String> next = Map.of("USERNAME", "ann", "SOFTWARE_TOKEN_MFA_CODE", code(secret));
    assertThat(respond("SOFTWARE_TOKEN_MFA", asked.session(), next).authenticationResult())
        .isNotNull();
  }

  @Test
  void aPoolThatAsksForOneLetsItBeSetUpFirst() {
    site.call(UpdateUserPoolRequest.builder().userPoolId(pool).build());
    mfa(UserPoolMfaType.ON);
    InitiateAuthResponse asked = byPassword();
    assertThat(asked.challengeNameAsString()).isEqualTo("MFA_SETUP");
    AssociateSoftwareTokenResponse given =
        site.ask(
            AssociateSoftwareTokenRequest.builder().session(asked.session()).build(),
            AssociateSoftwareTokenResponse.class);
    refused(
        "InvalidParameterException",
        () -> respond("MFA_SETUP", given.session(), Map.of("USERNAME", "ann")));
    VerifySoftwareTokenResponse proven =
        site.ask(
            VerifySoftwareTokenRequest.builder()
                .session(given.session())
                .userCode(code(given.secretCode()))
                .build(),
            VerifySoftwareTokenResponse.class);
    assertThat(
            respond("MFA_SETUP", proven.session(), Map.of("USERNAME", "ann"))
                .authenticationResult())
        .isNotNull();
    assertThat(byPassword().challengeNameAsString()).isEqualTo("SOFTWARE_TOKEN_MFA");
  }

  @Test
  void aTextMessageIsRecordedAndItsCodeTaken() {
    mfa(UserPoolMfaType.OPTIONAL);
    site.call(
        AdminSetUserMfaPreferenceRequest.builder()
            .userPoolId(pool)
            .username("ann")
            .smsMfaSettings(SMSMfaSettingsType.builder().enabled(true).build())
            .build());
    InitiateAuthResponse asked = byPassword();
    assertThat(asked.challengeNameAsString()).isEqualTo("SMS_MFA");
    assertThat(asked.challengeParameters())
        .containsEntry("CODE_DELIVERY_DESTINATION", "+*****4567");
    assertThat(
            respond(
                    "SMS_MFA",
                    asked.session(),
                    Map.of("USERNAME", "ann", "SMS_MFA_CODE", site.lastCode()))
                .authenticationResult())
        .isNotNull();
  }

  @Test
  void codesOfAnAuthenticatorAreThoseOfItsStandard() {
    // "12345678901234567890" in base32, with the times of RFC 6238, appendix B.
    String secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assertThat(Totp.code(secret, 59 / 30)).isEqualTo("287082");
    assertThat(Totp.code(secret, 1111111109L / 30)).isEqualTo("081804");
    assertThat(Totp.code(secret, 20000000000L / 30)).isEqualTo("353130");
  }
}
