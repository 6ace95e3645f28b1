package dev.forebay.function.definition;

import java.util.List;
import java.util.Optional;

/**
 * A name for a version, or for two with a share of the traffic each. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html">Lambda
 *     function aliases</a>
 * @param name its name
 * @param version the main version: a number or {@code $LATEST}
 * @param description the description
 * @param additional the other version, if there is one
 * @param revision its RevisionId
 */
public record Alias(
    String name,
    String version,
    String description,
    Optional<Additional> additional,
    String revision) {

  /**
   * The version that gets a share of the traffic. Immutable.
   *
   * @param version its number
   * @param weight its share, 0.0 to 1.0
   */
  public record Additional(String version, double weight) {}

  /** Every version that the alias can lead to. */
  public List<String> versions() {
    return additional
        .map(other -> List.of(version, other.version()))
        .orElseGet(() -> List.of(version));
  }

  /** The same with another RevisionId. */
  public Alias withRevision(String other) {
    return new Alias(name, version, description, additional, other);
  }
}
