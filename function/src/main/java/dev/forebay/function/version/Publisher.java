package dev.forebay.function.version;

import dev.forebay.function.code.CodeUses;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.definition.Lifecycle;
import dev.forebay.function.definition.Revisions;
import java.util.Optional;

/**
 * Makes versions of {@code $LATEST}. Numbers start at 1, rise by 1 and are never used twice; where
 * nothing has changed since the last version, that one is the answer. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html">Lambda
 *     function versions</a>
 */
public final class Publisher {
  private final CodeUses uses;
  private final Revisions revisions;

  /** Publishes versions whose packages are recorded in these uses. */
  public Publisher(CodeUses uses, Revisions revisions) {
    this.uses = uses;
    this.revisions = revisions;
  }

  /**
   * Publishes {@code $LATEST} as it stands in the change.
   *
   * @param description the version's, if it is to differ from the function's
   * @param lifecycle of the new version
   */
  public FunctionVersion publish(Edit edit, Optional<String> description, Lifecycle lifecycle) {
    LambdaFunction function = edit.function();
    FunctionVersion latest = function.latest();
    LambdaFunction.Source source = LambdaFunction.Source.of(latest);
    LambdaFunction.Publications before = function.publications();
    if (before.source().equals(Optional.of(source))) {
      Optional<FunctionVersion> existing =
          edit.rows()
              .read(
                  FunctionTables.VERSIONS, FunctionTables.version(function.name(), before.last()));
      if (existing.isPresent()) {
        return existing.get();
      }
    }
    long number = before.last() + 1;
    Configuration configuration =
        description.map(latest.configuration()::withDescription).orElse(latest.configuration());
    FunctionVersion version =
        new FunctionVersion(
            Long.toString(number),
            configuration,
            latest.code(),
            lifecycle,
            latest.modifiedMillis(),
            revisions.next());
    edit.rows()
        .put(FunctionTables.VERSIONS, FunctionTables.version(function.name(), number), version);
    uses.add(edit.rows(), function.name(), version);
    edit.replace(
        function.withPublications(
            new LambdaFunction.Publications(number, Optional.of(source)),
            latest.with(latest.lifecycle().withRevision(revisions.next()))));
    edit.announce(new FunctionChange.Published(edit.id(), version.version()));
    return version;
  }
}
