package dev.forebay.invocation.url;

import dev.forebay.function.url.UrlDirectory;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.signature.SignedRequest;
import java.util.Optional;

/**
 * Finds out who sends a request to a URL ("Control access to Lambda function URLs"): nobody in
 * particular where the auth type is {@code NONE}, whatever is signed; otherwise whoever signed it
 * for the service {@code lambda} and the URL's region. Pure.
 */
final class UrlAuthentication {
  private UrlAuthentication() {}

  /**
   * Who it is, and the body free of the signature's framing. Immutable.
   *
   * @param caller who sent it
   * @param body what is sent
   */
  record Proof(UrlCaller caller, Bytes body) {}

  /**
   * Checks the signature where one is needed.
   *
   * @throws AwsException when there is none or it is not right
   */
  static Proof of(UrlDirectory.Found url, RawRequest request, Bytes body) {
    if (url.config().isOpen()) {
      return new Proof(UrlCaller.ANYBODY, body);
    }
    SignedRequest signed =
        request.sender().signature().get().orElseThrow(UrlRefusal::withoutSignature);
    StringBuilder wrong = new StringBuilder();
    if (!signed.service().equals("lambda")) {
      wrong.append("Credential should be scoped to correct service: 'lambda'. ");
    }
    if (!signed.place().region().equals(url.target().function().place().region())) {
      wrong.append("Credential should be scoped to a valid region. ");
    }
    if (!wrong.isEmpty()) {
      throw new AwsException("InvalidSignatureException", 403, wrong.toString());
    }
    Bytes verified = signed.verify(body);
    return new Proof(new UrlCaller(signed.caller(), Optional.of(signed.accessKeyId())), verified);
  }
}
