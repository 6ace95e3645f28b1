package dev.forebay.function.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be configured of a function and is frozen in its versions. Immutable.
 *
 * @param description the function's, or the version's
 * @param launch what runs
 * @param limits what it may use
 * @param environment its variables in the order given, if it was ever given any
 * @param layers at most five, in order
 * @param logging where its lines go
 * @param deadLetterTarget the queue or topic for asynchronous events that failed
 * @param recorded what is kept but not acted on
 */
public record Configuration(
    String description,
    Launch launch,
    Limits limits,
    Optional<Map<String, String>> environment,
    List<LayerUse> layers,
    Logging logging,
    Optional<String> deadLetterTarget,
    Recorded recorded) {
  /** Copies the collections. */
  public Configuration {
    environment = environment.map(map -> Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    layers = List.copyOf(layers);
  }

  /** The same with another description. */
  public Configuration withDescription(String other) {
    return new Configuration(
        other, launch, limits, environment, layers, logging, deadLetterTarget, recorded);
  }

  /** The same with another architecture. */
  public Configuration withArchitecture(String architecture) {
    return new Configuration(
        description,
        new Launch(launch.runtime(), launch.handler(), launch.role(), architecture),
        limits,
        environment,
        layers,
        logging,
        deadLetterTarget,
        recorded);
  }
}
