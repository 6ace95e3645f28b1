package dev.forebay.function.lifecycle;

import dev.forebay.function.code.CodeUses;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Phase;
import dev.forebay.function.definition.Revisions;
import dev.forebay.model.Clock;

/** Gives {@code $LATEST} other code or another configuration. Thread-safe. */
final class LatestChange {
  private final CodeUses uses;
  private final Revisions revisions;
  private final Clock clock;

  LatestChange(LifecycleParts parts) {
    this.uses = parts.store().uses();
    this.revisions = parts.revisions();
    this.clock = parts.clock();
  }

  /** What {@code $LATEST} becomes; an update that changes nothing is one, too. */
  FunctionVersion changed(
      FunctionVersion latest, Configuration configuration, CodePackage content) {
    return new FunctionVersion(
        latest.version(),
        configuration,
        content,
        revisions.begin(Phase.UPDATING),
        clock.now().toEpochMilli(),
        revisions.next());
  }

  /** Records it in the change. */
  FunctionVersion apply(Edit edit, FunctionVersion after) {
    uses.replace(edit.rows(), edit.id().name(), edit.function().latest(), after);
    edit.replace(edit.function().withLatest(after));
    edit.announce(new FunctionChange.Updated(edit.id()));
    return after;
  }
}
