package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Leases} promises. */
abstract class LeasesContract extends EngineContract {
  private static final Duration SPAN = Duration.ofSeconds(10);
  private Leases leases;

  @BeforeEach
  final void openLeases() {
    leases = engine.leases();
  }

  private Fence acquired(String resource, String node) {
    return leases.acquire(resource, node, SPAN).orElseThrow();
  }

  @Test
  void oneNodeAtATimeHoldsALease() {
    Fence first = acquired("r", "a");
    assertThat(leases.acquire("r", "b", SPAN)).isEmpty();
    assertThat(leases.acquire("s", "b", SPAN)).isPresent();
    clock.advance(SPAN);
    assertThat(acquired("r", "b").epoch()).isGreaterThan(first.epoch());
    assertThat(leases.acquire("r", "a", SPAN)).isEmpty();
  }

  @Test
  void aNodeThatAsksAgainGetsAHigherEpoch() {
    Fence first = acquired("r", "a");
    assertThat(acquired("r", "a").epoch()).isGreaterThan(first.epoch());
  }

  @Test
  void renewingExtendsAllLeasesOfTheNodeThatHaveNotExpired() {
    Fence r = acquired("r", "a");
    Fence s = leases.acquire("s", "a", Duration.ofSeconds(3)).orElseThrow();
    acquired("t", "b");
    clock.advance(Duration.ofSeconds(5));
    assertThat(leases.renew("a", SPAN)).containsExactly(r);
    clock.advance(Duration.ofSeconds(6));
    assertThat(leases.acquire("r", "b", SPAN)).isEmpty();
    assertThat(leases.acquire("t", "a", SPAN)).isPresent();
    assertThat(acquired("s", "b").epoch()).isGreaterThan(s.epoch());
  }

  @Test
  void aReleasedLeaseIsFreeAndItsFenceVoid() {
    Fence first = acquired("r", "a");
    leases.release(first);
    Fence second = acquired("r", "b");
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    leases.release(first);
    assertThat(leases.acquire("r", "a", SPAN)).isEmpty();
    assertThat(leases.renew("b", SPAN)).isEqualTo(List.of(second));
  }

  @Test
  void aLeaseNeedsANodeAndASpan() {
    assertThatThrownBy(() -> leases.acquire("r", "", SPAN)).hasMessageContaining("node");
    assertThatThrownBy(() -> leases.acquire("r", "a", Duration.ZERO)).hasMessageContaining("span");
  }
}
