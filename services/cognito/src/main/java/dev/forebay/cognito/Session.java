package dev.forebay.cognito;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that waits for the answer to a challenge. Immutable.
 *
 * @param app the client's id
 * @param username who signs in; empty for somebody who does not exist, which is not told
 * @param challenge which one, as {@code ChallengeNameType} spells it
 * @param secret what the answer is held against: the server's exponent, or a code
 * @param srp the client's public value of SRP
 * @param rounds of a custom sign-in, those that are over
 * @param custom whether functions decide what comes next
 * @param hidden what only the function that verifies an answer is told
 * @param failures wrong answers so far
 */
record Session(
    String app,
    String username,
    String challenge,
    String secret,
    String srp,
    List<Round> rounds,
    boolean custom,
    Map<String, String> hidden,
    int failures) {
  Session {
    rounds = List.copyOf(rounds);
    hidden = Map.copyOf(hidden);
  }

  /** One with nothing to it but the challenge. */
  static Session of(App app, String username, String challenge, String secret) {
    return new Session(app.id(), username, challenge, secret, "", List.of(), false, Map.of(), 0);
  }

  Session failed() {
    return new Session(app, username, challenge, secret, srp, rounds, custom, hidden, failures + 1);
  }

  /**
   * A challenge of a custom sign-in that is over, as its functions are told.
   *
   * @param challengeName which one
   * @param challengeResult whether the answer was right
   * @param challengeMetadata what the function that made it said of it; null for nothing
   */
  record Round(String challengeName, boolean challengeResult, @Nullable String challengeMetadata) {}
}
