package dev.forebay.storage.ordered;

import dev.forebay.storage.Fence;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares a caller's claim with the lease, within the writer's turn. */
final class Fences {
  private Fences() {}

  /** The epoch in force, if it is not the one that the caller claims. */
  static OptionalLong passedOn(Draft draft, Optional<Fence> claim) {
    if (claim.isEmpty()) {
      return OptionalLong.empty();
    }
    Fence fence = claim.get();
    long epoch =
        draft
            .get(LeaseRow.key(draft.generation(), fence.resource()))
            .map(row -> LeaseRow.decode(row).epoch())
            .orElse(0L);
    return epoch == fence.epoch() ? OptionalLong.empty() : OptionalLong.of(epoch);
  }
}
