package dev.forebay.storage.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.storage.OperationId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told of ids without asking the store. */
class RecentIdsTest {
  private static final int MANY = 100_000;

  @Test
  void anIdThatWasAddedIsNeverTakenForNew() {
    RecentIds ids = new RecentIds(RecentIds.OF_BOX, true);
    List<OperationId> added = random(1).limit(MANY).toList();
    added.forEach(id -> ids.add(7, id));

    assertThat(added).allMatch(id -> ids.mayHave(7, id));
  }

  @Test
  void nearlyAllOthersAreKnownToBeNew() {
    RecentIds ids = new RecentIds(RecentIds.OF_BOX, true);
    random(1).limit(MANY).forEach(id -> ids.add(7, id));

    assertThat(random(2).limit(MANY).filter(id -> ids.mayHave(7, id)).count()).isLessThan(500);
    assertThat(random(1).limit(MANY).filter(id -> ids.mayHave(8, id)).count()).isLessThan(500);
  }

  @Test
  void idsThatAreCountedUpAreToldApartAsWell() {
    RecentIds ids = new RecentIds(RecentIds.OF_BOX, true);
    for (int i = 0; i < MANY; i++) {
      ids.add(7, new OperationId(0, i));
    }

    assertThat(
            Stream.iterate(MANY, i -> i + 1)
                .limit(MANY)
                .filter(i -> ids.mayHave(7, new OperationId(0, i)))
                .count())
        .isLessThan(2_000);
  }

  @Test
  void nothingIsSaidOfABoxThatWasNotSeenFromItsBeginning() {
    assertThat(random(1).limit(10))
        .allMatch(id -> new RecentIds(RecentIds.OF_BOX, false).mayHave(7, id));
  }

  private static Stream<OperationId> random(long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> OperationId.random(random));
  }

  @Test
  void whatHasBecomeEmptyForgetsManyIdsAndIsKnownFromThenOn() {
    RecentIds full = new RecentIds(RecentIds.OF_QUEUE, true);
    random(1).limit(MANY).forEach(id -> full.add(0, id));
    RecentIds unknown = new RecentIds(RecentIds.OF_QUEUE, false);
    OperationId id = random(2).findFirst().orElseThrow();

    assertThat(full.mayHave(0, id)).isTrue();
    assertThat(full.ofEmpty().mayHave(0, id)).isFalse();
    assertThat(unknown.mayHave(0, id)).isTrue();
    assertThat(unknown.ofEmpty().mayHave(0, id)).isFalse();
  }

  @Test
  void aQueueThatGrowsKeepsAllItsIdsAndGoesOnTellingOthers() {
    RecentIds ids = new RecentIds(RecentIds.OF_QUEUE, true);
    List<OperationId> added = random(1).limit(MANY).toList();
    for (OperationId id : added) {
      ids = ids.roomy();
      ids.add(0, id);
    }
    RecentIds grown = ids;

    assertThat(added).allMatch(id -> grown.mayHave(0, id));
    assertThat(random(2).limit(MANY).filter(id -> grown.mayHave(0, id)).count())
        .isLessThan(MANY / 5);
  }
}
