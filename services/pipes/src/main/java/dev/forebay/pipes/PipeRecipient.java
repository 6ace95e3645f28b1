package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.engine.Recipient;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.wire.AwsException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pipe after its filter: makes of a batch what its templates and its enrichment say, hands it to
 * the target, and tells the engine which records have failed. Immutable, thread-safe.
 */
final class PipeRecipient implements Recipient {
  private static final int OK = 200;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int FAULT = 500;
  private static final int THROTTLED = 429;
  private static final Bytes ALL_WELL = Bytes.utf8("{}");

  private final PipeDesign design;
  private final PipeCalls calls;
  private final PipeStates states;
  private final Clock clock;

  PipeRecipient(PipeDesign design, PipeCalls calls, PipeStates states, Clock clock) {
    this.design = design;
    this.calls = calls;
    this.states = states;
    this.clock = clock;
  }

  @Override
  public Arn arn() {
    return design.arn();
  }

  @Override
  public String roleArn() {
    return calls.roleArn();
  }

  @Override
  public void reached(Mapping mapping) {
    states.reached(mapping);
  }

  @Override
  public void disabled(Mapping mapping, String reason) {
    states.disabled(mapping, reason);
  }

  @Override
  public Outcome take(RequestId requestId, List<SourceRecord> records) {
    try {
      return outcome(requestId, records, handed(records));
    } catch (AwsException e) {
      boolean passes =
          e.status() == THROTTLED || (e.status() >= FAULT && e.status() != NOT_IMPLEMENTED);
      return passes ? new Outcome.NotRun(e.text()) : failed(requestId, e.status(), e.text());
    }
  }

  private Handed handed(List<SourceRecord> records) {
    Instant now = clock.now();
    Map<String, String> own = design.variables(now);
    List<JsonNode> events = records.stream().map(PipeRecords::of).toList();
    if (design.enrichment().isPresent()) {
      Enrichment.Enriched enriched =
          design.enrichment().get().enrich(calls, filled(design.enrichmentTemplate(), events, own));
      if (enriched.failure().isPresent()) {
        return new Handed.None(enriched.failure().get());
      }
      events = enriched.items();
      if (events.isEmpty()) {
        return new Handed.All();
      }
    }
    if (events.size() > design.target().most()) {
      return new Handed.None(
          events.size() + " items are more than the target takes, " + design.target().most());
    }
    return design.target().hand(calls, filled(design.targetTemplate(), events, own), events, now);
  }

  private static List<JsonNode> filled(
      Optional<PipeTemplate> template, List<JsonNode> events, Map<String, String> own) {
    return template
        .map(found -> events.stream().map(event -> found.fill(event, own)).toList())
        .orElse(events);
  }

  private Outcome outcome(RequestId requestId, List<SourceRecord> records, Handed handed) {
    return switch (handed) {
      case Handed.All all -> answered(requestId, ALL_WELL);
      case Handed.Reported(String response) -> answered(requestId, Bytes.utf8(response));
      case Handed.None(String why) -> failed(requestId, OK, why);
      case Handed.Some(Set<Integer> indices, String why) ->
          design.enrichment().isPresent()
              // An item of an enrichment is not that of a record.
              ? failed(requestId, OK, why)
              : answered(requestId, failures(records, indices));
    };
  }

  private static Bytes failures(List<SourceRecord> records, Set<Integer> indices) {
    ObjectNode answer = PipePath.JSON.createObjectNode();
    ArrayNode list = answer.putArray("batchItemFailures");
    indices.stream()
        .sorted()
        .forEach(index -> list.addObject().put("itemIdentifier", records.get(index).id()));
    return Bytes.utf8(answer.toString());
  }

  private static Outcome answered(RequestId requestId, Bytes response) {
    return new Outcome.Answered(attempted(requestId, OK, Optional.empty()), response);
  }

  private static Outcome failed(RequestId requestId, int status, String why) {
    return new Outcome.Failed(attempted(requestId, status, Optional.of("Unhandled")), why);
  }

  private static Attempted attempted(RequestId requestId, int status, Optional<String> error) {
    return new Attempted(requestId, status, "$LATEST", error);
  }
}
