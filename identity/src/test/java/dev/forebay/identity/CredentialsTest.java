package dev.forebay.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource.Answer;
import dev.forebay.wire.SessionFacts;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions that are verified without having been stored. */
class CredentialsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.5Z");
  private static final Arn ROLE =
      Arn.parse("arn:aws:iam::123456789012:role/service/worker").orElseThrow();
  private static final Caller SESSION = new Caller.RoleSession(ROLE, RoleIds.of(ROLE), "fn");

  private final VirtualClock clock = new VirtualClock(NOW);
  private StorageEngine engine;
  private TableSpace tables;

  @BeforeEach
  void open() {
    engine = MemoryEngine.open(clock);
    tables = engine.tables("identity");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Credentials credentials() {
    SecureRandom random = new SecureRandom();
    return new Credentials(
        List.of(), LongLivedKeys.NONE, SessionKey.load(tables, random), random, clock);
  }

  static Stream<Caller> callers() {
    return Stream.of(
        SESSION,
        new Caller.RoleSession(
            ROLE,
            RoleIds.of(ROLE),
            "fn",
            new SessionFacts(
                List.of("{}"),
                List.of(ROLE),
                Map.of("a", "ü"),
                Set.of("a"),
                Optional.of("ann"),
                Optional.of("idp"),
                Optional.of(Instant.parse("2026-03-01T10:00:00Z")))),
        new Caller.Root(new AccountId("123456789012")),
        new Caller.User(Arn.parse("arn:aws:iam::123456789012:user/ü").orElseThrow(), "AIDAX"));
  }

  @ParameterizedTest
  @MethodSource("callers")
  void aSessionIsKnownByItsKeyAndToken(Caller caller) {
    Credentials credentials = credentials();
    Credential issued = credentials.issue(caller, Duration.ofHours(1));
    assertThat(issued.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
    assertThat(issued.secretAccessKey()).hasSize(40);
    assertThat(issued.expires()).contains(Instant.parse("2026-03-01T11:20:30Z"));
    assertThat(credentials.find(issued.accessKeyId(), issued.sessionToken()))
        .isEqualTo(new Answer.Known(issued));
  }

  @Test
  void aSessionOutlivesARestart() {
    Credential issued = credentials().issue(SESSION, Duration.ofHours(1));
    assertThat(credentials().find(issued.accessKeyId(), issued.sessionToken()))
        .isEqualTo(new Answer.Known(issued));
  }

  @Test
  void twoSessionsHaveNothingInCommon() {
    Credentials credentials = credentials();
    Credential one = credentials.issue(SESSION, Duration.ofHours(1));
    Credential two = credentials.issue(SESSION, Duration.ofHours(1));
    assertThat(one.accessKeyId()).isNotEqualTo(two.accessKeyId());
    assertThat(one.secretAccessKey()).isNotEqualTo(two.secretAccessKey());
    assertThat(credentials.find(one.accessKeyId(), two.sessionToken()))
        .isEqualTo(new Answer.WrongToken());
  }

  @Test
  void aSessionsKeyWithoutItsTokenIsNoUnknownKey() {
    Credentials credentials = credentials();
    Credential issued = credentials.issue(SESSION, Duration.ofHours(1));
    assertThat(credentials.find(issued.accessKeyId(), Optional.empty()))
        .isEqualTo(new Answer.WrongToken());
  }

  @Test
  void keysOfOthersAreUnknown() {
    Credential theirs = credentials().issue(SESSION, Duration.ofHours(1));
    engine.reset();
    Credentials ours = credentials();
    assertThat(ours.find(theirs.accessKeyId(), theirs.sessionToken()))
        .isEqualTo(new Answer.Unknown());
    for (String key : List.of("test", "AKIAFOREBAYTEST00001", "ASIA", "ASIA0000000000000000")) {
      assertThat(ours.find(key, Optional.empty())).isEqualTo(new Answer.Unknown());
    }
  }

  @Test
  void aDamagedTokenIsNeverAccepted() {
    Credentials credentials = credentials();
    Credential issued = credentials.issue(SESSION, Duration.ofHours(1));
    String token = issued.sessionToken().orElseThrow();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder damaged = new StringBuilder(token);
      int at = random.nextInt(token.length());
      damaged.setCharAt(at, (char) (33 + random.nextInt(90)));
      Answer answer = credentials.find(issued.accessKeyId(), Optional.of(damaged.toString()));
      if (!damaged.toString().equals(token)) {
        assertThat(answer).isEqualTo(new Answer.WrongToken());
      }
    }
  }

  @Test
  void aConfiguredKeyIsKnownWithoutAToken() {
    Credential root =
        new Credential(
            "AKIAROOT",
            "secret",
            Optional.empty(),
            new Caller.Root(new AccountId("123456789012")),
            Optional.empty());
    SecureRandom random = new SecureRandom();
    Credentials credentials =
        new Credentials(
            List.of(root), LongLivedKeys.NONE, SessionKey.load(tables, random), random, clock);
    assertThat(credentials.find("AKIAROOT", Optional.empty())).isEqualTo(new Answer.Known(root));
    assertThat(credentials.find("AKIAROOT", Optional.of("t"))).isEqualTo(new Answer.WrongToken());
  }
}
