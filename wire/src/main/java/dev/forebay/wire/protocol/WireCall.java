package dev.forebay.wire.protocol;

/**
 * Which operation a request means, and how it is to be answered. Immutable.
 *
 * @param service the service's name as in the credential scope
 * @param operation the operation's name
 * @param protocol the protocol that the request spoke
 * @param form what travels beside request and answer
 */
public record WireCall(String service, String operation, Protocol protocol, Form form) {
  /** What travels beside request and answer, as the handler is bound. */
  public enum Form {
    /** Nothing; also where there is no handler. */
    UNARY,
    /** The answer is an event stream. */
    EVENTS,
    /** A body of any size that is never held as a whole. */
    TRANSFER
  }

  /** Whether the operation answers with an event stream. */
  public boolean streaming() {
    return form == Form.EVENTS;
  }
}
