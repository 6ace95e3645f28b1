package dev.forebay.eventsource.engine;

import java.util.Locale;

/**
 * What is counted of a mapping's events, under the names of the metrics that AWS has for it.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html">Types
 *     of metrics for Lambda functions: event source mapping metrics</a>
 */
public enum EventCount {
  /** PolledEventCount: events that were read from the source. */
  POLLED("read from their source"),
  /** FilteredOutEventCount: events that no filter lets through. */
  FILTERED_OUT("dropped because no filter matches"),
  /** InvokedEventCount: events with which the function was called, counted at each attempt. */
  INVOKED("given to the function, at each attempt"),
  /** FailedInvokeEventCount: events of calls that failed, or that the function named as failed. */
  FAILED_INVOKE("given to the function without success, at each attempt"),
  /** DroppedEventCount: events whose retries or age have run out. */
  DROPPED("given up for their age or after their last retry"),
  /** OnFailureDestinationDeliveredEventCount: events that the failure destination has heard of. */
  ON_FAILURE_DESTINATION_DELIVERED("reported to the failure destination"),
  /** DeletedEventCount: messages deleted from their queue. */
  DELETED("deleted from their queue");

  private final String meaning;

  EventCount(String meaning) {
    this.meaning = meaning;
  }

  /** What was done to an event that is counted, for a person. */
  public String meaning() {
    return meaning;
  }

  /** The name in metrics: {@code filtered_out}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
