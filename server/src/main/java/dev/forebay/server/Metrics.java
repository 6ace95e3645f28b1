package dev.forebay.server;

import dev.forebay.eventsource.engine.Engine;
import dev.forebay.eventsource.engine.EventCount;
import dev.forebay.execution.EnvironmentCounts;
import dev.forebay.execution.Environments;
import dev.forebay.invocation.Invocations;
import dev.forebay.model.Bytes;
import dev.forebay.push.PushCounts;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Counters for Prometheus, read from their owners when they are asked for. Thread-safe. */
final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Environments environments;

  Metrics(Environments environments, Invocations invocations, Engine engine, PushCounts pushes) {
    this.environments = environments;
    gauge(
        "environments_busy", "Execution environments that run an event.", EnvironmentCounts::busy);
    gauge(
        "environments_idle", "Execution environments that wait for one.", EnvironmentCounts::idle);
    gauge(
        "environments_spare", "Processes held ready before their init.", EnvironmentCounts::spares);
    gauge(
        "environments_memory_bytes",
        "What all environments may use together.",
        counts -> counts.memoryMegabytes() << 20);
    counter("cold_starts", "Invocations that began with an init.", EnvironmentCounts::coldStarts);
    counter("warm_starts", "Invocations that found an environment.", EnvironmentCounts::warmStarts);
    counter("spare_starts", "Cold starts that took a spare.", EnvironmentCounts::spareStarts);
    counter("evictions", "Idle environments ended to make room.", EnvironmentCounts::evictions);
    counter("reclaimed", "Environments ended for idleness.", EnvironmentCounts::reclaimed);
    counter("resets", "Environments reset after a failure.", EnvironmentCounts::resets);
    asynchronous("received", () -> invocations.asyncCounts().received());
    asynchronous("succeeded", () -> invocations.asyncCounts().succeeded());
    asynchronous("retried", () -> invocations.asyncCounts().retried());
    asynchronous("dropped", () -> invocations.asyncCounts().dropped());
    delivery(
        "deliveries",
        "Records and dead letters of asynchronous events that reached their targets.",
        () -> invocations.asyncCounts().delivered());
    delivery(
        "destination_delivery_failures",
        "DestinationDeliveryFailures: records of asynchronous events that were given up.",
        () -> invocations.asyncCounts().destinationDeliveryFailures());
    delivery(
        "dead_letter_errors",
        "DeadLetterErrors: dead letters of asynchronous events that were given up.",
        () -> invocations.asyncCounts().deadLetterErrors());
    mappings(engine);
    pushed("delivered", "Pushes that arrived.", pushes::delivered);
    pushed("failed", "Tries of pushes that failed and may be repeated.", pushes::failed);
    pushed("given_up", "Pushes that are not tried any more.", pushes::givenUp);
    pushed("dead_letters", "Pushes that were given up and reached a queue.", pushes::deadLetters);
    pushed("lost", "Pushes whose dead letter was dropped.", pushes::lost);
  }

  private void pushed(String what, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name("forebay_pushes_" + what)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private void mappings(Engine engine) {
    GaugeWithCallback.builder()
        .name("forebay_mappings_running")
        .help("Event source mappings that run.")
        .callback(callback -> callback.call(engine.running()))
        .register(registry);
    CounterWithCallback.builder()
        .name("forebay_mapping_destination_delivery_failures")
        .help("Events given up by mappings of which the failure destination could not be told.")
        .callback(callback -> callback.call((double) engine.destinationDeliveryFailures()))
        .register(registry);
    for (EventCount count : EventCount.values()) {
      CounterWithCallback.builder()
          .name("forebay_mapping_events_" + count.word())
          .help("Events of event source mappings that were " + count.meaning() + ".")
          .labelNames("mapping")
          .callback(callback ->
              engine
                  .eventCounts()
                  .forEach((mapping, counts) ->
                      callback.call((double) counts.getOrDefault(count, 0L), mapping)))
          .register(registry);
    }
  }

  /** All of them, in the text format of Prometheus. */
  Bytes exposition() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(text.toByteArray());
  }

  private void gauge(String name, String help, ToDoubleFunction<EnvironmentCounts> value) {
    GaugeWithCallback.builder()
        .name("forebay_" + name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsDouble(environments.counts())))
        .register(registry);
  }

  private void counter(String name, String help, ToDoubleFunction<EnvironmentCounts> value) {
    CounterWithCallback.builder()
        .name("forebay_environments_" + name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsDouble(environments.counts())))
        .register(registry);
  }

  private void delivery(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name("forebay_async_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  private void asynchronous(String what, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name("forebay_async_events_" + what)
        .help("Asynchronous events " + what + ".")
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }
}
