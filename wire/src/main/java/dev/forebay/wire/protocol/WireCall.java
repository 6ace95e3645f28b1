package dev.forebay.wire.protocol;

/**
 * Which operation a request means, and how it is to be answered. Immutable.
 *
 * @param service the service's name as in the credential scope
 * @param operation the operation's name
 * @param protocol the protocol that the request spoke
 * @param streaming whether the operation is bound to a handler that answers with an event stream
 */
public record WireCall(String service, String operation, Protocol protocol, boolean streaming) {}
