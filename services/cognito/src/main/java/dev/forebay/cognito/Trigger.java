package dev.forebay.cognito;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.LambdaConfigType;

/** An occasion at which a pool asks a function, by the name that its errors say. */
enum Trigger {
  PRE_SIGN_UP("PreSignUp"),
  POST_CONFIRMATION("PostConfirmation"),
  PRE_AUTHENTICATION("PreAuthentication"),
  POST_AUTHENTICATION("PostAuthentication"),
  CUSTOM_MESSAGE("CustomMessage"),
  PRE_TOKEN_GENERATION("PreTokenGeneration"),
  USER_MIGRATION("UserMigration"),
  DEFINE_AUTH_CHALLENGE("DefineAuthChallenge"),
  CREATE_AUTH_CHALLENGE("CreateAuthChallenge"),
  VERIFY_AUTH_CHALLENGE("VerifyAuthChallengeResponse");

  private final String spelling;

  Trigger(String spelling) {
    this.spelling = spelling;
  }

  /** As AWS spells it. */
  String spelling() {
    return spelling;
  }

  /** The ARN of the function that a pool has for it. */
  Optional<String> function(Pool pool) {
    LambdaConfigType config = pool.type().lambdaConfig();
    @Nullable String arn =
        switch (this) {
          case PRE_SIGN_UP -> config.preSignUp();
          case POST_CONFIRMATION -> config.postConfirmation();
          case PRE_AUTHENTICATION -> config.preAuthentication();
          case POST_AUTHENTICATION -> config.postAuthentication();
          case CUSTOM_MESSAGE -> config.customMessage();
          case PRE_TOKEN_GENERATION ->
              config.preTokenGenerationConfig() == null
                  ? config.preTokenGeneration()
                  : config.preTokenGenerationConfig().lambdaArn();
          case USER_MIGRATION -> config.userMigration();
          case DEFINE_AUTH_CHALLENGE -> config.defineAuthChallenge();
          case CREATE_AUTH_CHALLENGE -> config.createAuthChallenge();
          case VERIFY_AUTH_CHALLENGE -> config.verifyAuthChallengeResponse();
        };
    return Optional.ofNullable(arn).filter(text -> !text.isEmpty());
  }
}
