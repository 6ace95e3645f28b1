package dev.forebay.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.forebay.model.Clock;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The access keys that are known: those that were configured, and sessions, which are issued here.
 * A session is not stored: its key, secret and token are derived from the {@link SessionKey}, so
 * that issuing and verifying one costs a few hashes and no round trip. Thread-safe.
 */
public final class Credentials implements CredentialSource {
  private static final String SESSION_PREFIX = "ASIA";
  private static final String KEY_PREFIX = "AKIA";
  private static final int ID_BYTES = 5;
  private static final int SECRET_BYTES = 30;

  private final Map<String, Credential> configured;
  private final LongLivedKeys given;
  private final SessionKey key;
  private final RandomGenerator random;
  private final Clock clock;

  /**
   * Credentials.
   *
   * @param configured long-lived keys; each key once
   * @param given the long-lived keys that IAM has given out
   * @param key sessions are derived from it
   * @param random makes the keys of sessions; must be thread-safe
   * @param clock sessions end by it
   */
  public Credentials(
      List<Credential> configured,
      LongLivedKeys given,
      SessionKey key,
      RandomGenerator random,
      Clock clock) {
    Map<String, Credential> byId = new HashMap<>();
    for (Credential credential : configured) {
      if (byId.put(credential.accessKeyId(), credential) != null) {
        throw new IllegalArgumentException(
            "access key configured twice: " + credential.accessKeyId());
      }
    }
    this.configured = Map.copyOf(byId);
    this.given = given;
    this.key = key;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Issues a session.
   *
   * @param caller a user, a root or a role's session
   * @param lifetime from now on; cut to whole seconds
   */
  public Credential issue(Caller caller, Duration lifetime) {
    Instant expires = clock.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    String accessKeyId = newId(SESSION_PREFIX, key, random);
    String token = new SessionToken(accessKeyId, caller, expires).encode(key);
    return session(accessKeyId, token, caller, expires);
  }

  @Override
  public Answer find(String accessKeyId, Optional<String> sessionToken) {
    Credential longLived = configured.get(accessKeyId);
    if (longLived != null) {
      return sessionToken.equals(longLived.sessionToken())
          ? new Answer.Known(longLived)
          : new Answer.WrongToken();
    }
    Optional<LongLivedKeys.Key> key = given.find(accessKeyId);
    if (key.isPresent() || isOurs(KEY_PREFIX, accessKeyId)) {
      return key.filter(found -> found.active() && sessionToken.isEmpty())
          .<Answer>map(found -> new Answer.Known(found.credential()))
          .orElseGet(Answer.WrongToken::new);
    }
    if (!isOurs(SESSION_PREFIX, accessKeyId)) {
      return new Answer.Unknown();
    }
    return sessionToken
        .flatMap(text -> SessionToken.decode(this.key, text))
        .filter(token -> token.accessKeyId().equals(accessKeyId))
        .<Answer>map(token ->
            new Answer.Known(
                session(accessKeyId, sessionToken.get(), token.caller(), token.expires())))
        .orElseGet(Answer.WrongToken::new);
  }

  private Credential session(String accessKeyId, String token, Caller caller, Instant expires) {
    byte[] hash = key.hash("secret", (accessKeyId + token).getBytes(UTF_8));
    String secret = Base64.getEncoder().encodeToString(Arrays.copyOf(hash, SECRET_BYTES));
    return new Credential(accessKeyId, secret, Optional.of(token), caller, Optional.of(expires));
  }

  /** A new id for a long-lived key, which is known as one of ours even when it is no more. */
  public static String newKeyId(SessionKey key, RandomGenerator random) {
    return newId(KEY_PREFIX, key, random);
  }

  private static String newId(String prefix, SessionKey key, RandomGenerator random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return prefix + Base32.encode(withMark(key, prefix, id));
  }

  // A key of ours is known as such even when its token is missing or it was deleted, so that it is
  // refused instead of passing for an unknown key. Five bytes of its ten are a mark that only the
  // session key makes.
  private boolean isOurs(String prefix, String accessKeyId) {
    if (!accessKeyId.startsWith(prefix)) {
      return false;
    }
    return Base32.decode(accessKeyId.substring(prefix.length()))
        .filter(bytes -> bytes.length == 2 * ID_BYTES)
        .filter(bytes ->
            MessageDigest.isEqual(bytes, withMark(key, prefix, Arrays.copyOf(bytes, ID_BYTES))))
        .isPresent();
  }

  private static byte[] withMark(SessionKey key, String prefix, byte[] id) {
    byte[] marked = Arrays.copyOf(id, 2 * ID_BYTES);
    String purpose = prefix.equals(SESSION_PREFIX) ? "key-id" : "key-id-" + prefix;
    System.arraycopy(key.hash(purpose, id), 0, marked, ID_BYTES, ID_BYTES);
    return marked;
  }
}
