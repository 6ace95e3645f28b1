package dev.forebay.cognito;

import static dev.forebay.cognito.Site.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LambdaConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationLambdaVersionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationVersionConfigType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;

class TriggersTest {
  private static final String PASSWORD = "Correct-horse-7";

  private Site site = new Site();
  private String pool = "";
  private String client = "";

  @AfterEach
  void close() {
    site.close();
  }

  private void pool(LambdaConfigType triggers) {
    pool =
        site.call(
                CreateUserPoolRequest.builder()
                    .poolName("p")
                    .autoVerifiedAttributes(VerifiedAttributeType.EMAIL)
                    .lambdaConfig(triggers)
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
                        "ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
                    .build(),
                CreateUserPoolClientResponse.class)
            .userPoolClient()
            .clientId();
  }

  private String answering(String name, Consumer<ObjectNode> change) {
    return site.function(
        name,
        event -> {
          change.accept((ObjectNode) event.get("response"));
          return event;
        });
  }

  private SignUpResponse signUp() {
    return site.ask(
        SignUpRequest.builder()
            .clientId(client)
            .username("ann")
            .password(PASSWORD)
            .userAttributes(AttributeType.builder().name("email").value("a@b.c").build())
            .validationData(AttributeType.builder().name("v").value("1").build())
            .clientMetadata(Map.of("m", "2"))
            .build(),
        SignUpResponse.class);
  }

  private String confirming() {
    return answering(
        "confirming",
        response -> response.put("autoConfirmUser", true).put("autoVerifyEmail", true));
  }

  @Test
  void preSignUpMayConfirmAndPostConfirmationIsTold() {
    pool(
        LambdaConfigType.builder()
            .preSignUp(confirming())
            .postConfirmation(answering("told", response -> {}))
            .build());

    assertThat(signUp().userConfirmed()).isTrue();

    JsonNode before = site.events.get(0);
    assertThat(before.path("triggerSource").asText()).isEqualTo("PreSignUp_SignUp");
    assertThat(before.path("version").asText()).isEqualTo("1");
    assertThat(before.path("region").asText()).isEqualTo("eu-central-1");
    assertThat(before.path("userPoolId").asText()).isEqualTo(pool);
    assertThat(before.path("userName").asText()).isEqualTo("ann");
    assertThat(before.path("callerContext").path("clientId").asText()).isEqualTo(client);
    assertThat(before.path("request").toString())
        .isEqualTo(
            "{\"userAttributes\":{\"email\":\"a@b.c\"},\"validationData\":{\"v\":\"1\"},"
                + "\"clientMetadata\":{\"m\":\"2\"}}");
    assertThat(before.path("response").toString())
        .isEqualTo(
            "{\"autoConfirmUser\":false,\"autoVerifyEmail\":false,\"autoVerifyPhone\":false}");
    JsonNode after = site.events.get(1);
    assertThat(after.path("triggerSource").asText()).isEqualTo("PostConfirmation_ConfirmSignUp");
    assertThat(after.path("request").path("userAttributes").path("email_verified").asText())
        .isEqualTo("true");
    assertThat(after.path("request").path("userAttributes").path("cognito:user_status").asText())
        .isEqualTo("CONFIRMED");
    assertThat(site.callers)
        .containsOnly(
            new Caller.Service(
                "cognito-idp.amazonaws.com",
                Arn.parse("arn:aws:cognito-idp:eu-central-1:123456789012:userpool/" + pool),
                Optional.of(new AccountId("123456789012"))));
    assertThat(site.messages()).isZero();
  }

  @Test
  void aFunctionThatThrowsRefusesTheSignUpInItsOwnWords() {
    pool(
        LambdaConfigType.builder()
            .preSignUp(
                site.function(
                    "f",
                    event -> {
                      throw new Site.Thrown("not you");
                    }))
            .build());
    refused("UserLambdaValidationException", this::signUp)
        .hasMessage("PreSignUp failed with error not you.");
    assertThat(site.events).hasSize(1);
    refused("UserNotFoundException", () -> site.signIn(client, "ann", PASSWORD));
  }

  @Test
  void whatIsNoEventIsNoAnswer() {
    pool(
        LambdaConfigType.builder()
            .preSignUp(site.function("f", event -> event.removeAll().put("status", 200)))
            .build());
    refused("InvalidLambdaResponseException", this::signUp)
        .hasMessage("Unrecognizable lambda output");
  }

  @Test
  void aFunctionThatIsNotThereOrMayNotBeAskedIsUnexpected() {
    pool(
        LambdaConfigType.builder()
            .preSignUp("arn:aws:lambda:eu-central-1:123456789012:function:gone")
            .build());
    refused("UnexpectedLambdaException", this::signUp)
        .hasMessage("PreSignUp invocation failed due to configuration.");
    pool(
        LambdaConfigType.builder()
            .preSignUp(
                site.function(
                    "closed",
                    event -> {
                      throw new AwsException("AccessDeniedException", 403, "no");
                    }))
            .build());
    refused("UnexpectedLambdaException", this::signUp)
        .hasMessage("PreSignUp invocation failed due to error AccessDeniedException.");
  }

  @Test
  void aThrottledFunctionIsAskedThreeTimes() {
    AtomicInteger calls = new AtomicInteger();
    pool(
        LambdaConfigType.builder()
            .preSignUp(
                site.function(
                    "busy",
                    event -> {
                      if (calls.incrementAndGet() < 3) {
                        throw new AwsException("TooManyRequestsException", 429, "slow down");
                      }
                      return event;
                    }))
            .build());
    signUp();
    assertThat(calls).hasValue(3);
  }

  @Test
  void aFunctionThatIsTooLateIsAskedThreeTimesAndGivenUp() {
    site.close();
    site = new Site(Duration.ofMillis(50));
    CountDownLatch never = new CountDownLatch(1);
    pool(
        LambdaConfigType.builder()
            .preSignUp(
                site.function(
                    "late",
                    event -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return event;
                    }))
            .build());
    refused("UnexpectedLambdaException", this::signUp)
        .hasMessage(
            "PreSignUp invocation failed due to error Socket timeout while invoking Lambda"
                + " function.");
    assertThat(site.events).hasSize(3);
    never.countDown();
  }

  @Test
  void authenticationIsAskedBeforeAndToldAfter() {
    pool(
        LambdaConfigType.builder()
            .preSignUp(confirming())
            .preAuthentication(answering("before", response -> {}))
            .postAuthentication(answering("after", response -> {}))
            .build());
    signUp();
    site.events.clear();
    site.signIn(client, "ann", PASSWORD);
    assertThat(site.events)
        .extracting(event -> event.path("triggerSource").asText())
        .containsExactly("PreAuthentication_Authentication", "PostAuthentication_Authentication");
    assertThat(site.events.get(1).path("request").path("newDeviceUsed").asBoolean()).isFalse();
  }

  @Test
  void tokensSayWhatTheFirstVersionOfTheFunctionWants() {
    pool(
        LambdaConfigType.builder()
            .preSignUp(confirming())
            .preTokenGeneration(
                answering(
                    "claims",
                    response -> {
                      ObjectNode details = response.putObject("claimsOverrideDetails");
                      details
                          .putObject("claimsToAddOrOverride")
                          .put("plan", "gold")
                          .put("sub", "not me");
                      details.putArray("claimsToSuppress").add("email");
                      details
                          .putObject("groupOverrideDetails")
                          .putArray("groupsToOverride")
                          .add("made-up");
                    }))
            .build());
    signUp();
    AuthenticationResultType tokens = site.signIn(client, "ann", PASSWORD);
    JsonNode id = Site.claims(tokens.idToken());
    assertThat(id.path("plan").asText()).isEqualTo("gold");
    assertThat(id.path("sub").asText()).isNotEqualTo("not me");
    assertThat(id.has("email")).isFalse();
    assertThat(id.path("cognito:groups").get(0).asText()).isEqualTo("made-up");
    assertThat(Site.claims(tokens.accessToken()).has("plan")).isFalse();
    assertThat(site.events.getLast().path("triggerSource").asText())
        .isEqualTo("TokenGeneration_Authentication");
  }

  @Test
  void theSecondVersionShapesTheAccessTokenAsWell() {
    String function =
        answering(
            "claims",
            response -> {
              ObjectNode access =
                  response
                      .putObject("claimsAndScopeOverrideDetails")
                      .putObject("accessTokenGeneration");
              access.putObject("claimsToAddOrOverride").put("level", 3);
              access.putArray("scopesToAdd").add("orders.read");
            });
    pool(
        LambdaConfigType.builder()
            .preSignUp(confirming())
            .preTokenGenerationConfig(
                PreTokenGenerationVersionConfigType.builder()
                    .lambdaVersion(PreTokenGenerationLambdaVersionType.V2_0)
                    .lambdaArn(function)
                    .build())
            .build());
    signUp();
    JsonNode access = Site.claims(site.signIn(client, "ann", PASSWORD).accessToken());
    assertThat(access.path("level").asInt()).isEqualTo(3);
    assertThat(access.path("scope").asText())
        .isEqualTo("aws.cognito.signin.user.admin orders.read");
    assertThat(site.events.getLast().path("version").asText()).isEqualTo("2");
  }

  @Test
  void aUserIsBroughtOverAtHisFirstSignIn() {
    pool(
        LambdaConfigType.builder()
            .userMigration(
                answering(
                    "migrating",
                    response -> {
                      response
                          .putObject("userAttributes")
                          .put("email", "old@b.c")
                          .put("email_verified", "true");
                      response.put("finalUserStatus", "CONFIRMED");
                    }))
            .build());
    assertThat(site.signIn(client, "old", PASSWORD).accessToken()).isNotEmpty();
    assertThat(site.events.getFirst().path("request").path("password").asText())
        .isEqualTo(PASSWORD);
    site.events.clear();
    site.signIn(client, "old", PASSWORD);
    assertThat(site.events).isEmpty();
    refused("NotAuthorizedException", () -> site.signIn(client, "old", "Wrong-1234"));
  }

  @Test
  void aFunctionWordsTheMessage() {
    pool(
        LambdaConfigType.builder()
            .customMessage(
                answering(
                    "words",
                    response ->
                        response.put("emailSubject", "Hi").put("emailMessage", "Say {####}!")))
            .build());
    signUp();
    assertThat(site.lastMessage().subject()).isEqualTo("Hi");
    assertThat(site.lastMessage().message()).isEqualTo("Say " + site.lastCode() + "!");
    assertThat(site.events.getFirst().path("triggerSource").asText())
        .isEqualTo("CustomMessage_SignUp");
  }

  @Test
  void functionsDefineMakeAndJudgeChallenges() {
    pool(
        LambdaConfigType.builder()
            .preSignUp(confirming())
            .defineAuthChallenge(
                site.function(
                    "define",
                    event -> {
                      JsonNode session = event.path("request").path("session");
                      ObjectNode response = (ObjectNode) event.get("response");
                      if (!session.isEmpty()
                          && session.get(session.size() - 1).path("challengeResult").asBoolean()) {
                        response.put("issueTokens", true).put("failAuthentication", false);
                      } else {
                        response
                            .put("challengeName", "CUSTOM_CHALLENGE")
                            .put("issueTokens", false)
                            .put("failAuthentication", session.size() > 1);
                      }
                      return event;
                    }))
            .createAuthChallenge(
                answering(
                    "create",
                    response -> {
                      response.putObject("publicChallengeParameters").put("hint", "color");
                      response.putObject("privateChallengeParameters").put("answer", "red");
                      response.put("challengeMetadata", "COLOR");
                    }))
            .verifyAuthChallengeResponse(
                site.function(
                    "verify",
                    event -> {
                      JsonNode request = event.path("request");
                      ((ObjectNode) event.get("response"))
                          .put(
                              "answerCorrect",
                              request
                                  .path("challengeAnswer")
                                  .equals(
                                      request.path("privateChallengeParameters").path("answer")));
                      return event;
                    }))
            .build());
    signUp();
    InitiateAuthRequest begin =
        InitiateAuthRequest.builder()
            .clientId(client)
            .authFlow("CUSTOM_AUTH")
            .authParameters(Map.of("USERNAME", "ann"))
            .build();
    InitiateAuthResponse asked = site.ask(begin, InitiateAuthResponse.class);
    assertThat(asked.challengeNameAsString()).isEqualTo("CUSTOM_CHALLENGE");
    assertThat(asked.challengeParameters())
        .containsEntry("hint", "color")
        .doesNotContainKey("answer");
    RespondToAuthChallengeResponse wrong = answer(asked.session(), "blue");
    assertThat(wrong.challengeNameAsString()).isEqualTo("CUSTOM_CHALLENGE");
    assertThat(answer(wrong.session(), "red").authenticationResult().accessToken()).isNotEmpty();
    InitiateAuthResponse again = site.ask(begin, InitiateAuthResponse.class);
    RespondToAuthChallengeResponse once = answer(again.session(), "blue");
    refused("NotAuthorizedException", () -> answer(once.session(), "green"))
        .hasMessage("Incorrect username or password.");
  }

  private RespondToAuthChallengeResponse answer(String session, String answer) {
    return site.ask(
        RespondToAuthChallengeRequest.builder()
            .clientId(client)
            .challengeName("CUSTOM_CHALLENGE")
            .session(session)
            .challengeResponses(Map.of("USERNAME", "ann", "ANSWER", answer))
            .build(),
        RespondToAuthChallengeResponse.class);
  }
}
