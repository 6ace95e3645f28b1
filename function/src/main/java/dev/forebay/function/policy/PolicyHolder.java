package dev.forebay.function.policy;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Conditions;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.store.Key;
import dev.forebay.model.Qualifier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a policy hangs on, within a change: the function, a version or an alias. Each has a
 * RevisionId of its own, which changes with its policy.
 */
sealed interface PolicyHolder {
  /** Throws 412 unless the request expects the revision in force, or none. */
  void checkRevision(@Nullable String expected, Instant now);

  /** Gives it another RevisionId. */
  void change(Edit edit, String revision);

  /**
   * What the qualifier names.
   *
   * @throws dev.forebay.wire.AwsException 404 when it is not there
   */
  static PolicyHolder of(Edit edit, Qualifier qualifier) {
    if (qualifier.isLatest()) {
      return new OfFunction(edit.function().latest());
    }
    if (qualifier.isVersion()) {
      return Functions.versionNumber(qualifier)
          .map(number -> FunctionTables.version(edit.id().name(), number))
          .flatMap(key ->
              edit.rows()
                  .read(FunctionTables.VERSIONS, key)
                  .map(version -> new OfVersion(key, version)))
          .orElseThrow(() -> Refusals.functionNotFound(edit.id().arn(qualifier)));
    }
    if (qualifier.value().indexOf('$') >= 0) {
      throw Refusals.functionNotFound(edit.id().arn(qualifier));
    }
    Key key = Key.of(edit.id().name(), qualifier.value());
    return edit.rows()
        .read(FunctionTables.ALIASES, key)
        .map(alias -> new OfAlias(key, alias))
        .orElseThrow(() -> Refusals.notFound("Cannot find alias arn: " + edit.id().arn(qualifier)));
  }

  /** The function. */
  record OfFunction(FunctionVersion latest) implements PolicyHolder {
    @Override
    public void checkRevision(@Nullable String expected, Instant now) {
      Conditions.revision(expected, latest.lifecycle().revision(now), "GetFunction/GetAlias");
    }

    @Override
    public void change(Edit edit, String revision) {
      edit.replace(
          edit.function().withLatest(latest.with(latest.lifecycle().withRevision(revision))));
    }
  }

  /** A published version. */
  record OfVersion(Key key, FunctionVersion version) implements PolicyHolder {
    @Override
    public void checkRevision(@Nullable String expected, Instant now) {
      Conditions.revision(expected, version.lifecycle().revision(now), "GetPolicy");
    }

    @Override
    public void change(Edit edit, String revision) {
      edit.rows()
          .put(
              FunctionTables.VERSIONS,
              key,
              version.with(version.lifecycle().withRevision(revision)));
    }
  }

  /** An alias. */
  record OfAlias(Key key, Alias alias) implements PolicyHolder {
    @Override
    public void checkRevision(@Nullable String expected, Instant now) {
      Conditions.revision(expected, alias.revision(), "GetPolicy");
    }

    @Override
    public void change(Edit edit, String revision) {
      edit.rows().put(FunctionTables.ALIASES, key, alias.withRevision(revision));
    }
  }
}
