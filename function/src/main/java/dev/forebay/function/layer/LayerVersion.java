package dev.forebay.function.layer;

import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.policy.ResourcePolicy;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import java.util.List;
import java.util.Optional;

/**
 * A version of a layer. Only its policy changes. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html">Managing Lambda
 *     dependencies with layers</a>
 * @param layer the layer's bare name
 * @param version its number, 1 or more
 * @param description the description
 * @param content its content
 * @param runtimes the runtimes that it says it is for
 * @param architectures the architectures that it says it is for
 * @param license its licence, if given
 * @param createdMillis when it was published, in milliseconds since 1970
 * @param policy who else may have it, with the policy's RevisionId
 */
public record LayerVersion(
    String layer,
    long version,
    String description,
    CodePackage content,
    List<String> runtimes,
    List<String> architectures,
    Optional<String> license,
    long createdMillis,
    Optional<Policy> policy) {
  /** By layer and number. */
  static final Table<LayerVersion> TABLE = new Table<>("layer-version", LayerVersion.class);

  /** Copies the lists. */
  public LayerVersion {
    runtimes = List.copyOf(runtimes);
    architectures = List.copyOf(architectures);
  }

  /**
   * A policy with its RevisionId. Immutable.
   *
   * @param statements the policy, never empty
   * @param revision its RevisionId
   */
  public record Policy(ResourcePolicy statements, String revision) {}

  /** The key of a version. */
  static Key key(String layer, long version) {
    return Key.of(layer, Key.number(version));
  }

  /** The same with another policy. */
  LayerVersion with(Optional<Policy> other) {
    return new LayerVersion(
        layer,
        version,
        description,
        content,
        runtimes,
        architectures,
        license,
        createdMillis,
        other);
  }
}
