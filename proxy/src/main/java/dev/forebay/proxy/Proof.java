package dev.forebay.proxy;

import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.signature.SignedRequest;
import java.util.Optional;

/**
 * Who signed a request that is no operation's, and its body free of the signature's framing.
 * Immutable.
 *
 * @param caller who sent it
 * @param body what is sent
 */
public record Proof(HttpCaller caller, Bytes body) {
  /**
   * Checks the signature; empty when there is none.
   *
   * @param service for which it must be
   * @param region for which it must be
   * @throws AwsException when it is not right
   */
  public static Optional<Proof> of(RawRequest request, Bytes body, String service, Region region) {
    return request
        .sender()
        .signature()
        .get()
        .map(signed -> {
          checkScope(signed, service, region);
          Bytes verified = signed.verify(body);
          return new Proof(
              new HttpCaller(signed.caller(), Optional.of(signed.accessKeyId())), verified);
        });
  }

  private static void checkScope(SignedRequest signed, String service, Region region) {
    StringBuilder wrong = new StringBuilder();
    if (!signed.service().equals(service)) {
      wrong.append("Credential should be scoped to correct service: '" + service + "'. ");
    }
    if (!signed.place().region().equals(region)) {
      wrong.append("Credential should be scoped to a valid region. ");
    }
    if (!wrong.isEmpty()) {
      throw new AwsException("InvalidSignatureException", 403, wrong.toString());
    }
  }
}
