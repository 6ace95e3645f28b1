package dev.forebay.cognito;

import static dev.forebay.cognito.Site.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AliasAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RevokeTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeRequest;

class UsersTest {
  private static final String PASSWORD = "Correct-horse-7";

  private final Site site = new Site();
  private String pool = "";
  private String client = "";

  @BeforeEach
  void makeAPool() {
    pool =
        site.call(
                CreateUserPoolRequest.builder()
                    .poolName("p")
                    .aliasAttributes(AliasAttributeType.EMAIL)
                    .autoVerifiedAttributes(VerifiedAttributeType.EMAIL)
                    .build(),
                CreateUserPoolResponse.class)
            .userPool()
            .id();
    client =
        site.call(
                CreateUserPoolClientRequest.builder()
                    .userPoolId(pool)
                    .clientName("c")
                    .explicitAuthFlowsWithStrings(
                        "ALLOW_USER_PASSWORD_AUTH",
                        "ALLOW_REFRESH_TOKEN_AUTH",
                        "ALLOW_ADMIN_USER_PASSWORD_AUTH")
                    .build(),
                CreateUserPoolClientResponse.class)
            .userPoolClient()
            .clientId();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static AttributeType attribute(String name, String value) {
    return AttributeType.builder().name(name).value(value).build();
  }

  private SignUpResponse signUp(String name, String email) {
    return site.ask(
        SignUpRequest.builder()
            .clientId(client)
            .username(name)
            .password(PASSWORD)
            .userAttributes(attribute("email", email))
            .build(),
        SignUpResponse.class);
  }

  private void confirm(String name, String code) {
    site.ask(
        ConfirmSignUpRequest.builder()
            .clientId(client)
            .username(name)
            .confirmationCode(code)
            .build());
  }

  private void ready(String name, String email) {
    signUp(name, email);
    confirm(name, site.lastCode());
  }

  @Test
  void aUserSignsUpConfirmsAndSignsInByNameAndByAddress() {
    SignUpResponse answer = signUp("ann", "ann@example.com");

    assertThat(answer.userConfirmed()).isFalse();
    assertThat(answer.codeDeliveryDetails().destination()).isEqualTo("a***@e***");
    refused("UserNotConfirmedException", () -> site.signIn(client, "ann", PASSWORD));
    refused("CodeMismatchException", () -> confirm("ann", "x"))
        .hasMessage("Invalid verification code provided, please try again.");
    confirm("ann", site.lastCode());
    refused("NotAuthorizedException", () -> confirm("ann", site.lastCode()))
        .hasMessage("User cannot be confirmed. Current status is CONFIRMED");

    AuthenticationResultType tokens = site.signIn(client, "ann@example.com", PASSWORD);
    var id = Site.claims(tokens.idToken());
    assertThat(id.path("iss").asText()).isEqualTo("http://localhost:4566/" + pool);
    assertThat(id.path("aud").asText()).isEqualTo(client);
    assertThat(id.path("sub").asText()).isEqualTo(answer.userSub());
    assertThat(id.path("email_verified").asBoolean()).isTrue();
    assertThat(id.path("cognito:username").asText()).isEqualTo("ann");
    var access = Site.claims(tokens.accessToken());
    assertThat(access.path("client_id").asText()).isEqualTo(client);
    assertThat(access.path("scope").asText()).isEqualTo("aws.cognito.signin.user.admin");
    assertThat(access.path("exp").asLong() - access.path("iat").asLong()).isEqualTo(3600);
    assertThat(
            site.ask(
                    GetUserRequest.builder().accessToken(tokens.accessToken()).build(),
                    GetUserResponse.class)
                .userAttributes())
        .contains(attribute("email_verified", "true"));
  }

  @Test
  void aCodeEndsAfterADay() {
    signUp("ann", "ann@example.com");
    String code = site.lastCode();
    site.clock.advance(Duration.ofHours(24));
    refused("ExpiredCodeException", () -> confirm("ann", code));
    site.ask(ResendConfirmationCodeRequest.builder().clientId(client).username("ann").build());
    confirm("ann", site.lastCode());
  }

  @Test
  void passwordsAreHeldAgainstThePolicyAndKeptAsVerifiersOnly() {
    SignUpRequest request =
        SignUpRequest.builder().clientId(client).username("bob").password("short").build();
    refused("InvalidPasswordException", () -> site.ask(request))
        .hasMessage("Password did not conform with policy: Password not long enough");
    refused(
            "InvalidPasswordException",
            () -> site.ask(request.toBuilder().password("Abcdefgh-").build()))
        .hasMessage("Password did not conform with policy: Password must have numeric characters");
    signUp("ann", "ann@example.com");
    var row =
        site.engine
            .tables("cognito/" + pool)
            .scan(dev.forebay.storage.TableSpace.Range.all("user"), 10)
            .getFirst();
    assertThat(row.value().toUtf8()).contains("verifier").doesNotContain(PASSWORD);
  }

  @Test
  void fiveWrongPasswordsLockTheUserOutForAWhile() {
    ready("ann", "ann@example.com");
    for (int i = 0; i < 5; i++) {
      refused("NotAuthorizedException", () -> site.signIn(client, "ann", "Wrong-1234"))
          .hasMessage("Incorrect username or password.");
    }
    refused("NotAuthorizedException", () -> site.signIn(client, "ann", PASSWORD))
        .hasMessage("Password attempts exceeded");
    site.clock.advance(Duration.ofSeconds(1));
    assertThat(site.signIn(client, "ann", PASSWORD).accessToken()).isNotEmpty();
  }

  @Test
  void tokensEndByTheClockAreRefreshedAndRevoked() {
    ready("ann", "ann@example.com");
    AuthenticationResultType tokens = site.signIn(client, "ann", PASSWORD);
    GetUserRequest get = GetUserRequest.builder().accessToken(tokens.accessToken()).build();
    site.clock.advance(Duration.ofHours(1));
    refused("NotAuthorizedException", () -> site.ask(get)).hasMessage("Access Token has expired");

    InitiateAuthRequest refresh =
        InitiateAuthRequest.builder()
            .clientId(client)
            .authFlow("REFRESH_TOKEN_AUTH")
            .authParameters(Map.of("REFRESH_TOKEN", tokens.refreshToken()))
            .build();
    AuthenticationResultType fresh =
        site.ask(refresh, InitiateAuthResponse.class).authenticationResult();
    assertThat(fresh.refreshToken()).isNull();
    assertThat(Site.claims(fresh.accessToken()).path("origin_jti"))
        .isEqualTo(Site.claims(tokens.accessToken()).path("origin_jti"));
    GetUserRequest again = GetUserRequest.builder().accessToken(fresh.accessToken()).build();
    site.ask(again);
    site.ask(RevokeTokenRequest.builder().clientId(client).token(tokens.refreshToken()).build());
    refused("NotAuthorizedException", () -> site.ask(again))
        .hasMessage("Access Token has been revoked");
    refused("NotAuthorizedException", () -> site.ask(refresh)).hasMessage("Invalid Refresh Token");
  }

  @Test
  void aRefreshTokenEndsAfterThirtyDays() {
    ready("ann", "ann@example.com");
    String token = site.signIn(client, "ann", PASSWORD).refreshToken();
    InitiateAuthRequest refresh =
        InitiateAuthRequest.builder()
            .clientId(client)
            .authFlow("REFRESH_TOKEN_AUTH")
            .authParameters(Map.of("REFRESH_TOKEN", token))
            .build();
    site.clock.advance(Duration.ofDays(30).minusSeconds(1));
    site.ask(refresh);
    site.clock.advance(Duration.ofSeconds(1).plusMillis(1));
    refused("NotAuthorizedException", () -> site.ask(refresh));
  }

  @Test
  void signingOutEverywhereEndsAllSignInsAndNoneThatFollows() {
    ready("ann", "ann@example.com");
    AuthenticationResultType one = site.signIn(client, "ann", PASSWORD);
    AuthenticationResultType other = site.signIn(client, "ann", PASSWORD);
    site.ask(GlobalSignOutRequest.builder().accessToken(one.accessToken()).build());
    refused(
            "NotAuthorizedException",
            () -> site.ask(GetUserRequest.builder().accessToken(other.accessToken()).build()))
        .hasMessage("Access Token has been revoked");
    AuthenticationResultType next = site.signIn(client, "ann", PASSWORD);
    site.ask(GetUserRequest.builder().accessToken(next.accessToken()).build());
  }

  @Test
  void aForgottenPasswordIsReplacedByACode() {
    ready("ann", "ann@example.com");
    ForgotPasswordResponse sent =
        site.ask(
            ForgotPasswordRequest.builder().clientId(client).username("ann").build(),
            ForgotPasswordResponse.class);
    assertThat(sent.codeDeliveryDetails().attributeName()).isEqualTo("email");
    ConfirmForgotPasswordRequest replace =
        ConfirmForgotPasswordRequest.builder()
            .clientId(client)
            .username("ann")
            .password("Another-horse-8")
            .confirmationCode(site.lastCode())
            .build();
    refused(
        "CodeMismatchException",
        () -> site.ask(replace.toBuilder().confirmationCode("000").build()));
    site.ask(replace);
    refused("NotAuthorizedException", () -> site.signIn(client, "ann", PASSWORD));
    assertThat(site.signIn(client, "ann", "Another-horse-8").idToken()).isNotEmpty();
    refused("ExpiredCodeException", () -> site.ask(replace));
  }

  @Test
  void anAddressThatChangesMustBeProvenAgain() {
    ready("ann", "ann@example.com");
    String token = site.signIn(client, "ann", PASSWORD).accessToken();
    UpdateUserAttributesResponse sent =
        site.ask(
            UpdateUserAttributesRequest.builder()
                .accessToken(token)
                .userAttributes(attribute("email", "new@example.com"), attribute("name", "Ann"))
                .build(),
            UpdateUserAttributesResponse.class);
    assertThat(sent.codeDeliveryDetailsList()).hasSize(1);
    refused("UserNotFoundException", () -> site.signIn(client, "new@example.com", PASSWORD));
    site.ask(
        VerifyUserAttributeRequest.builder()
            .accessToken(token)
            .attributeName("email")
            .code(site.lastCode())
            .build());
    assertThat(site.signIn(client, "new@example.com", PASSWORD).accessToken()).isNotEmpty();
    refused("UserNotFoundException", () -> site.signIn(client, "ann@example.com", PASSWORD));
    refused(
            "NotAuthorizedException",
            () ->
                site.ask(
                    UpdateUserAttributesRequest.builder()
                        .accessToken(token)
                        .userAttributes(attribute("email_verified", "true"))
                        .build()))
        .hasMessage("A client attempted to write unauthorized attribute");
  }

  @Test
  void anAddressIsOnlyOnesAlias() {
    ready("ann", "same@example.com");
    signUp("bob", "same@example.com");
    String code = site.lastCode();
    refused("AliasExistsException", () -> confirm("bob", code));
    site.ask(
        ConfirmSignUpRequest.builder()
            .clientId(client)
            .username("bob")
            .confirmationCode(code)
            .forceAliasCreation(true)
            .build());
    assertThat(
            Site.claims(site.signIn(client, "same@example.com", PASSWORD).idToken())
                .path("cognito:username")
                .asText())
        .isEqualTo("bob");
  }

  @Test
  void anAdministratorMakesAUserWhoChoosesHisPassword() {
    site.call(
        AdminCreateUserRequest.builder()
            .userPoolId(pool)
            .username("carl")
            .userAttributes(attribute("email", "carl@example.com"))
            .desiredDeliveryMediums(DeliveryMediumType.EMAIL)
            .build());
    String temporary = site.lastCode();
    assertThat(site.lastMessage().message()).contains("carl").contains(temporary);
    InitiateAuthResponse challenge =
        site.ask(
            InitiateAuthRequest.builder()
                .clientId(client)
                .authFlow("USER_PASSWORD_AUTH")
                .authParameters(Map.of("USERNAME", "carl", "PASSWORD", temporary))
                .build(),
            InitiateAuthResponse.class);
    assertThat(challenge.challengeNameAsString()).isEqualTo("NEW_PASSWORD_REQUIRED");
    RespondToAuthChallengeRequest answer =
        RespondToAuthChallengeRequest.builder()
            .clientId(client)
            .challengeName("NEW_PASSWORD_REQUIRED")
            .session(challenge.session())
            .challengeResponses(Map.of("USERNAME", "carl", "NEW_PASSWORD", PASSWORD))
            .build();
    assertThat(
            site.ask(answer, RespondToAuthChallengeResponse.class)
                .authenticationResult()
                .accessToken())
        .isNotEmpty();
    refused("NotAuthorizedException", () -> site.ask(answer))
        .hasMessage("Invalid session for the user, session is expired.");
    assertThat(
            site.call(
                    AdminGetUserRequest.builder().userPoolId(pool).username("carl").build(),
                    AdminGetUserResponse.class)
                .userStatusAsString())
        .isEqualTo("CONFIRMED");
  }

  @Test
  void aTemporaryPasswordEndsAfterItsDays() {
    site.call(
        AdminCreateUserRequest.builder()
            .userPoolId(pool)
            .username("carl")
            .temporaryPassword(PASSWORD)
            .messageAction(MessageActionType.SUPPRESS)
            .build());
    assertThat(site.messages()).isZero();
    site.clock.advance(Duration.ofDays(7));
    refused("NotAuthorizedException", () -> site.signIn(client, "carl", PASSWORD))
        .hasMessage("Temporary password has expired and must be reset by an administrator.");
  }

  @Test
  void groupsAreInTokensByTheirPrecedence() {
    ready("ann", "ann@example.com");
    String role = "arn:aws:iam::123456789012:role/admins";
    site.call(CreateGroupRequest.builder().userPoolId(pool).groupName("all").precedence(9).build());
    site.call(
        CreateGroupRequest.builder()
            .userPoolId(pool)
            .groupName("admins")
            .precedence(1)
            .roleArn(role)
            .build());
    for (String group : List.of("all", "admins")) {
      site.call(
          AdminAddUserToGroupRequest.builder()
              .userPoolId(pool)
              .username("ann")
              .groupName(group)
              .build());
    }
    var id = Site.claims(site.signIn(client, "ann", PASSWORD).idToken());
    assertThat(id.path("cognito:groups"))
        .extracting(one -> one.asText())
        .containsExactly("admins", "all");
    assertThat(id.path("cognito:preferred_role").asText()).isEqualTo(role);
    site.call(DeleteGroupRequest.builder().userPoolId(pool).groupName("admins").build());
    assertThat(
            site.call(
                    AdminListGroupsForUserRequest.builder()
                        .userPoolId(pool)
                        .username("ann")
                        .build(),
                    AdminListGroupsForUserResponse.class)
                .groups())
        .extracting(GroupType::groupName)
        .containsExactly("all");
  }

  @Test
  void usersAreListedByFilterAndPage() {
    ready("ann", "ann@example.com");
    ready("bob", "bob@example.com");
    ListUsersResponse first =
        site.call(
            ListUsersRequest.builder().userPoolId(pool).limit(1).build(), ListUsersResponse.class);
    assertThat(first.users()).extracting(UserType::username).containsExactly("ann");
    ListUsersResponse second =
        site.call(
            ListUsersRequest.builder()
                .userPoolId(pool)
                .paginationToken(first.paginationToken())
                .build(),
            ListUsersResponse.class);
    assertThat(second.users()).extracting(UserType::username).containsExactly("bob");
    assertThat(
            site.call(
                    ListUsersRequest.builder().userPoolId(pool).filter("email ^= \"bo\"").build(),
                    ListUsersResponse.class)
                .users())
        .extracting(UserType::username)
        .containsExactly("bob");
  }

  @Test
  void aClientThatHidesUsersTellsNobodyWhoIsThere() {
    String hiding =
        site.call(
                CreateUserPoolClientRequest.builder()
                    .userPoolId(pool)
                    .clientName("h")
                    .explicitAuthFlowsWithStrings("ALLOW_USER_PASSWORD_AUTH")
                    .preventUserExistenceErrors("ENABLED")
                    .build(),
                CreateUserPoolClientResponse.class)
            .userPoolClient()
            .clientId();
    refused("UserNotFoundException", () -> site.signIn(client, "nobody", PASSWORD));
    refused("NotAuthorizedException", () -> site.signIn(hiding, "nobody", PASSWORD))
        .hasMessage("Incorrect username or password.");
    assertThat(
            site.ask(
                    ForgotPasswordRequest.builder().clientId(hiding).username("nobody").build(),
                    ForgotPasswordResponse.class)
                .codeDeliveryDetails()
                .destination())
        .isEqualTo("n***@e***");
  }
}
