package dev.forebay.wire.signature;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.VirtualClock;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Verifiers that know a few keys, at a given time. */
final class TestKeys {
  static final AccountId DEFAULT_ACCOUNT = new AccountId("000000000000");
  static final AccountRegion DEFAULT_PLACE =
      new AccountRegion(DEFAULT_ACCOUNT, new Region("us-east-1"));
  static final AccountId OWNER = new AccountId("123456789012");

  private TestKeys() {}

  static CredentialSource source(Credential... credentials) {
    Map<String, Credential> byId = new java.util.HashMap<>();
    for (Credential credential : credentials) {
      byId.put(credential.accessKeyId(), credential);
    }
    return (id, token) -> {
      Credential known = byId.get(id);
      if (known == null) {
        return new CredentialSource.Answer.Unknown();
      }
      return known.sessionToken().equals(token)
          ? new CredentialSource.Answer.Known(known)
          : new CredentialSource.Answer.WrongToken();
    };
  }

  static Credential root(String id, String secret) {
    return new Credential(id, secret, Optional.empty(), new Caller.Root(OWNER), Optional.empty());
  }

  static Credential session(String id, String secret, String token, Instant expires) {
    return new Credential(
        id, secret, Optional.of(token), new Caller.Root(OWNER), Optional.of(expires));
  }

  static SignatureVerifier verifier(CredentialSource source, UnknownKeys unknownKeys, Instant now) {
    Clock clock = new VirtualClock(now);
    return new SignatureVerifier(source, unknownKeys, DEFAULT_PLACE, clock, clock);
  }
}
