package dev.forebay.function.definition;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads functions and changes them, one change to a function after another, and tells listeners.
 * Thread-safe.
 */
public final class Functions {
  private final Rows rows;
  private final List<FunctionListener> listeners = new CopyOnWriteArrayList<>();

  /** The functions in these rows. */
  public Functions(Rows rows) {
    this.rows = rows;
  }

  /** All rows, for what does not belong to one function. */
  public Rows rows() {
    return rows;
  }

  /** Tells the listener of every change from now on. */
  public void listen(FunctionListener listener) {
    listeners.add(listener);
  }

  /** The function, if there is one. */
  public Optional<LambdaFunction> find(FunctionId id) {
    return rows.read(id.place(), FunctionTables.FUNCTIONS, Key.of(id.name()));
  }

  /**
   * The function.
   *
   * @throws AwsException 404 {@code Function not found}
   */
  public LambdaFunction get(FunctionId id) {
    return find(id).orElseThrow(() -> Refusals.functionNotFound(id.arn()));
  }

  /** A published version, if there is one. */
  public Optional<FunctionVersion> findVersion(FunctionId id, long number) {
    return rows.read(
        id.place(), FunctionTables.VERSIONS, FunctionTables.version(id.name(), number));
  }

  /** Published versions, lowest number first. */
  public List<FunctionVersion> versions(FunctionId id) {
    return rows.list(id.place(), FunctionTables.VERSIONS, Key.of(id.name())).stream()
        .map(Entry::value)
        .toList();
  }

  /** An alias, if there is one. */
  public Optional<Alias> findAlias(FunctionId id, String name) {
    return rows.read(id.place(), FunctionTables.ALIASES, Key.of(id.name(), name));
  }

  /** {@code $LATEST} or a published version; empty for an alias and for what is not there. */
  public Optional<FunctionVersion> findVersion(FunctionId id, Qualifier qualifier) {
    if (qualifier.isLatest()) {
      return find(id).map(LambdaFunction::latest);
    }
    return versionNumber(qualifier).flatMap(number -> findVersion(id, number));
  }

  /**
   * What a request names.
   *
   * @throws AwsException 404 {@code Function not found} with the ARN that the request names
   */
  public Named named(FunctionTarget target) {
    FunctionId id = target.function();
    LambdaFunction function = find(id).orElseThrow(() -> Refusals.functionNotFound(target.arn()));
    Qualifier qualifier = target.effectiveQualifier();
    Optional<Alias> alias =
        qualifier.isAlias() ? findAlias(id, qualifier.value()) : Optional.empty();
    Qualifier version = alias.map(a -> new Qualifier(a.version())).orElse(qualifier);
    FunctionVersion found =
        (version.isLatest() ? Optional.of(function.latest()) : findVersion(id, version))
            .orElseThrow(() -> Refusals.functionNotFound(target.arn()));
    return new Named(function, found, alias);
  }

  /**
   * A function, and the version of it that a request names. Immutable.
   *
   * @param function the function
   * @param version the version; behind an alias, its main one
   * @param alias the alias by which it was named, if it was
   */
  public record Named(LambdaFunction function, FunctionVersion version, Optional<Alias> alias) {}

  /** The number that a qualifier spells, unless it is an alias or no version could have it. */
  public static Optional<Long> versionNumber(Qualifier qualifier) {
    return qualifier.isVersion() && qualifier.value().length() <= 18
        ? Optional.of(Long.parseLong(qualifier.value()))
        : Optional.empty();
  }

  /**
   * Makes a function where there is none, in one change with whatever the work writes.
   *
   * @throws AwsException 409 when there is one of that name
   */
  public <R> R create(FunctionId id, LambdaFunction first, Function<Edit, R> work) {
    return change(
        id,
        attempt -> {
          if (attempt.read(FunctionTables.FUNCTIONS, Key.of(id.name())).isPresent()) {
            throw exists(id);
          }
          return first;
        },
        work);
  }

  /** 409 for a function that is there already; the grammar is AWS's. */
  public static AwsException exists(FunctionId id) {
    return Refusals.conflict("Function already exist: " + id.name());
  }

  /**
   * Changes a function.
   *
   * @throws AwsException 404 {@code Function not found} with the unqualified ARN, or as the work
   *     throws it; then nothing has changed
   */
  public <R> R change(FunctionId id, Function<Edit, R> work) {
    return change(id, () -> Refusals.functionNotFound(id.arn()), work);
  }

  /**
   * Changes the function that a request names.
   *
   * @throws AwsException 404 {@code Function not found} with the ARN that the request names
   */
  public <R> R change(FunctionTarget target, Function<Edit, R> work) {
    return change(target.function(), () -> Refusals.functionNotFound(target.arn()), work);
  }

  /** As {@link #change(FunctionId, Function)} with another answer for a function not there. */
  public <R> R change(FunctionId id, Supplier<AwsException> missing, Function<Edit, R> work) {
    return change(
        id,
        attempt -> attempt.read(FunctionTables.FUNCTIONS, Key.of(id.name())).orElseThrow(missing),
        work);
  }

  private <R> R change(
      FunctionId id, Function<Attempt, LambdaFunction> start, Function<Edit, R> work) {
    try {
      return rows.change(
          id.place(),
          attempt -> {
            Edit edit = new Edit(id, attempt, start.apply(attempt));
            R result = work.apply(edit);
            List<FunctionChange> changes = edit.finish();
            attempt.afterwards(() -> {
              tell(new FunctionChange.Touched(id));
              changes.forEach(this::tell);
            });
            return result;
          });
    } catch (AwsException refusedOrUnknown) {
      // A commit whose answer was lost may have happened.
      tell(new FunctionChange.Touched(id));
      throw refusedOrUnknown;
    }
  }

  private void tell(FunctionChange change) {
    listeners.forEach(listener -> listener.changed(change));
  }
}
