package dev.forebay.eventsource.mapping;

import dev.forebay.eventsource.filter.RecordFilter;
import dev.forebay.function.name.FunctionTarget;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event source mapping: which records of which source go to which function, and how. Immutable.
 *
 * @param id its account, region and UUID
 * @param function the function, with the version or alias that the mapping names, if it does
 * @param source where records come from
 * @param options how they are batched, retried, scaled
 * @param filters FilterCriteria: the patterns of which a record must match one, as JSON text; none
 *     lets every record pass
 * @param status how far it has come
 * @param recorded what is kept and answered without effect
 * @param tags its tags
 */
public record Mapping(
    MappingId id,
    FunctionTarget function,
    EventSource source,
    Options options,
    List<String> filters,
    Status status,
    Recorded recorded,
    Map<String, String> tags) {
  /** Copies the collections. */
  public Mapping {
    filters = List.copyOf(filters);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** What is to become of a mapping. */
  public enum Wanted {
    /** It is to run as it now says. */
    RUNNING,
    /** It is to stand still and keep its place in the source. */
    STOPPED,
    /** It is to stop and be forgotten, with its place in the source. */
    GONE
  }

  /**
   * How far a mapping has come. Immutable.
   *
   * @param state its state
   * @param enabled whether it is to run, once it is settled
   * @param reason StateTransitionReason
   * @param modified LastModified
   * @param version rises with each change that somebody asks for, and not when a state is reached
   */
  public record Status(
      MappingState state, boolean enabled, String reason, Instant modified, long version) {
    Status reached(MappingState settled) {
      return new Status(settled, enabled, reason, modified, version);
    }
  }

  /** What is to become of it. */
  public Wanted wanted() {
    if (status.state() == MappingState.DELETING) {
      return Wanted.GONE;
    }
    return status.enabled() ? Wanted.RUNNING : Wanted.STOPPED;
  }

  /** Its filters, compiled. Takes milliseconds: once for each change of the mapping. */
  public RecordFilter recordFilter() {
    return switch (source) {
      case EventSource.Queue queue -> RecordFilter.ofQueue(filters);
      case EventSource.Stream stream -> RecordFilter.ofStream(filters);
      case EventSource.Consumer consumer -> RecordFilter.ofStream(filters);
      case EventSource.TableStream stream -> RecordFilter.ofTableStream(filters);
    };
  }

  Mapping with(Status other) {
    return new Mapping(id, function, source, options, filters, other, recorded, tags);
  }

  Mapping with(Map<String, String> otherTags) {
    return new Mapping(id, function, source, options, filters, status, recorded, otherTags);
  }
}
