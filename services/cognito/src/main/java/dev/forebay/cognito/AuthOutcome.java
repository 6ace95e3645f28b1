package dev.forebay.cognito;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;

/** How a step of a sign-in ends when nothing is wrong. */
sealed interface AuthOutcome {
  /** The user is signed in. */
  record SignedIn(AuthenticationResultType tokens) implements AuthOutcome {}

  /**
   * Something is asked of the user.
   *
   * @param name as {@code ChallengeNameType} spells it
   * @param parameters for the app
   * @param session to be given with the answer
   * @param available what the user may choose from
   */
  record Challenged(
      String name, Map<String, String> parameters, String session, List<String> available)
      implements AuthOutcome {
    public Challenged {
      parameters = Map.copyOf(parameters);
      available = List.copyOf(available);
    }

    Challenged(String name, Map<String, String> parameters, String session) {
      this(name, parameters, session, List.of());
    }
  }
}
