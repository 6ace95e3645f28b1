package dev.forebay.push;

/** What became of one try. */
sealed interface Outcome {
  /** The target has it. */
  record Arrived() implements Outcome {}

  /** It did not arrive, and may yet. */
  record Failed(Fault fault) implements Outcome {}

  /** The target, or the authorization, refuses it; that will not heal. */
  record Refused(Fault fault) implements Outcome {}

  /**
   * Why something did not arrive.
   *
   * @param code the error's name, or an HTTP status
   * @param message what it says
   * @param requestId the request that failed
   */
  record Fault(String code, String message, String requestId) {
    @Override
    public String toString() {
      return code + ": " + message;
    }
  }
}
