package dev.forebay.proxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As whom a request was let in. Immutable. */
public sealed interface Authorized {
  /** Nobody was asked for. */
  record Anybody() implements Authorized {}

  /** By a signature. */
  record BySignature(HttpCaller caller) implements Authorized {}

  /**
   * By a JSON Web Token.
   *
   * @param claims as texts
   * @param scopes those that the route asks for
   */
  record ByToken(Map<String, String> claims, Optional<List<String>> scopes) implements Authorized {
    /** Checks nothing; the maps keep their order. */
    public ByToken {
      scopes = scopes.map(List::copyOf);
    }
  }

  /**
   * By a function.
   *
   * @param principalId whom the function named
   * @param context what else it said, as JSON: an object
   */
  record ByFunction(Optional<String> principalId, String context) implements Authorized {}
}
