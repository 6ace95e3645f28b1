package dev.forebay.execution.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {
  private final SystemClock wall = new SystemClock();
  @AutoClose private final Deadlines deadlines = new Deadlines(wall);

  private final class One implements Deadlines.Waiting {
    private final long until;
    private final AtomicLong woken = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);

    One(long millis) {
      until = wall.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public long until() {
      return until;
    }

    @Override
    public void expire() {
      woken.compareAndSet(0, wall.nanoTime());
      over.countDown();
    }
  }

  @Test
  void eachIsWokenAtItsEndInWhateverOrderTheyCome() throws Exception {
    One late = new One(300);
    One early = new One(60);
    One removed = new One(100);
    deadlines.add(late);
    deadlines.add(removed);
    deadlines.add(early);
    deadlines.remove(removed);

    assertThat(early.over.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(late.over.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(early.woken.get() - early.until).isNotNegative();
    assertThat(late.woken.get() - late.until).isNotNegative();
    assertThat(early.woken.get()).isLessThan(late.woken.get());
    assertThat(removed.woken.get()).isZero();
  }

  @Test
  void noneIsMissedWhenTwoComeAtOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      One one = new One(2);
      One two = new One(1);
      Thread other = Thread.ofVirtual().start(() -> deadlines.add(two));
      deadlines.add(one);
      assertThat(one.over.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(two.over.await(10, TimeUnit.SECONDS)).isTrue();
      other.join();
      deadlines.remove(one);
      deadlines.remove(two);
    }
  }
}
