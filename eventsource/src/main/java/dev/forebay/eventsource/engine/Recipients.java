package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** To whom mappings go: to their functions, or to whom somebody else has named. Thread-safe. */
final class Recipients {
  private final FunctionCalls functions;
  private final Map<MappingId, Recipient> others = new ConcurrentHashMap<>();

  Recipients(FunctionCalls functions) {
    this.functions = functions;
  }

  void put(Mapping mapping, Recipient recipient) {
    others.put(mapping.id(), recipient);
  }

  void forget(MappingId id) {
    others.remove(id);
  }

  void forgetAll() {
    others.clear();
  }

  /** The recipient that is not a function. */
  Optional<Recipient> other(Mapping mapping) {
    return Optional.ofNullable(others.get(mapping.id()));
  }

  Arn arn(Mapping mapping) {
    return other(mapping).map(Recipient::arn).orElseGet(() -> mapping.function().arn());
  }

  /**
   * The role that reads the source.
   *
   * @throws dev.forebay.wire.AwsException when the function is not there or cannot run
   */
  String roleArn(Mapping mapping) {
    return other(mapping)
        .map(Recipient::roleArn)
        .orElseGet(() -> functions.target(mapping.function()).image().roleArn());
  }

  /**
   * How long a call may take, as far as it is known.
   *
   * @throws dev.forebay.wire.AwsException when the function is not there or cannot run
   */
  Duration timeout(Mapping mapping) {
    return other(mapping)
        .map(other -> Duration.ZERO)
        .orElseGet(() -> functions.target(mapping.function()).image().timeout());
  }

  /**
   * Hands over a batch.
   *
   * @param event what a function gets
   */
  Outcome take(Mapping mapping, RequestId requestId, Batch batch, Supplier<Bytes> event)
      throws InterruptedException {
    Optional<Recipient> other = other(mapping);
    return other.isPresent()
        ? other.get().take(requestId, batch.records())
        : functions.invoke(mapping.function(), requestId, event.get());
  }
}
