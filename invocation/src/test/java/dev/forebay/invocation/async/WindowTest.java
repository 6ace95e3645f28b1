package dev.forebay.invocation.async;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
  private final Window window = new Window(100);

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      window.succeeded();
    }
  }

  @Test
  void growsByAQuarterAfterAWindowfulOfSuccesses() {
    succeed(9);
    assertThat(window.size()).isEqualTo(10);
    succeed(1);
    assertThat(window.size()).isEqualTo(12);
    succeed(12);
    assertThat(window.size()).isEqualTo(15);
  }

  @Test
  void growsByHalfWhenNothingEndsAndNeverBeyondTheMost() {
    window.stuck();
    assertThat(window.size()).isEqualTo(15);
    for (int i = 0; i < 20; i++) {
      window.stuck();
    }
    assertThat(window.size()).isEqualTo(100);
  }

  @Test
  void shrinksToWhatRunsWhenAnEventIsThrottledAndThenGrowsBySuccessesOnly() {
    window.throttled(3);
    assertThat(window.size()).isEqualTo(3);
    window.stuck();
    assertThat(window.size()).isEqualTo(3);
    succeed(3);
    assertThat(window.size()).isEqualTo(4);
    window.stuck();
    assertThat(window.size()).isEqualTo(6);
    window.throttled(0);
    assertThat(window.size()).isEqualTo(1);
  }
}
