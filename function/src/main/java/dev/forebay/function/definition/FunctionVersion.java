package dev.forebay.function.definition;

import dev.forebay.model.Qualifier;

/**
 * A version of a function: {@code $LATEST}, or a published one, which never changes but in its
 * state. Immutable.
 *
 * @param version {@code $LATEST} or a number
 * @param configuration its configuration
 * @param code its package
 * @param lifecycle its state and RevisionId
 * @param modifiedMillis when its code or configuration last changed, in milliseconds since 1970
 * @param imageRevision changes with code and configuration and with nothing else: two environments
 *     of the same image revision are interchangeable
 */
public record FunctionVersion(
    String version,
    Configuration configuration,
    CodePackage code,
    Lifecycle lifecycle,
    long modifiedMillis,
    String imageRevision) {

  /** The version as a qualifier. */
  public Qualifier qualifier() {
    return new Qualifier(version);
  }

  /** The same in another state. */
  public FunctionVersion with(Lifecycle other) {
    return new FunctionVersion(version, configuration, code, other, modifiedMillis, imageRevision);
  }
}
