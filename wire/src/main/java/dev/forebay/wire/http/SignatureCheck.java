package dev.forebay.wire.http;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.SignedRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at a request's signature and at the web page that the request may come from. Thread-safe.
 */
final class SignatureCheck {
  private final SignatureVerifier verifier;
  private final OwnNames ownNames;

  SignatureCheck(SignatureVerifier verifier, OwnNames ownNames) {
    this.verifier = verifier;
    this.ownNames = ownNames;
  }

  /** As {@link SignatureVerifier#begin}; whether the page may send it is to be checked next. */
  Optional<SignedRequest> begin(WireRequest head) {
    return verifier.begin(head);
  }

  /** Both at once. */
  Optional<SignedRequest> check(WireRequest head) {
    Optional<SignedRequest> signed = begin(head);
    signed.ifPresent(request -> checkOrigin(head, request));
    return signed;
  }

  /** Both at once, of the signature in a form's fields, which have names in lower case. */
  Optional<SignedRequest> check(WireRequest head, Map<String, String> fields) {
    Optional<SignedRequest> signed = verifier.begin(head, fields);
    signed.ifPresent(request -> checkOrigin(head, request));
    return signed;
  }

  /**
   * A browser sends a presigned request, or one from a page whose name was made to resolve to this
   * machine, without asking. Only a signature that proves something lets such a request through.
   *
   * @throws AwsException 403
   */
  void checkOrigin(WireRequest head, SignedRequest request) {
    Headers headers = head.headers();
    if (request.hasKnownKey()) {
      return;
    }
    if (!ownNames.isOurs(headers.first("Host"))
        || !ownNames.isLocalOrigin(headers.first("Origin"))) {
      throw new AwsException(
          "AccessDeniedException",
          403,
          "An unknown access key is not trusted when the request names the host '"
              + headers.first("Host").orElse("")
              + "' or comes from a web page of another machine; add the name to http.names if it"
              + " is yours");
    }
  }
}
