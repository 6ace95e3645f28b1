package dev.forebay.server;

import dev.forebay.model.RecordedOnly;
import dev.forebay.server.admin.Fidelity;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.tables.ServiceTables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Draws the fidelity answer from what is bound, what AWS's models name and what modules list. */
final class Fidelities {
  private static final List<RecordedOnly> RECORDED_ONLY =
      Stream.of(
              dev.forebay.function.RecordedOptions.ALL,
              dev.forebay.invocation.RecordedOptions.ALL,
              dev.forebay.eventsource.RecordedOptions.ALL,
              dev.forebay.events.RecordedOptions.ALL,
              dev.forebay.execution.RecordedOptions.ALL,
              dev.forebay.apigateway.RecordedOptions.ALL,
              dev.forebay.cognito.RecordedOptions.ALL,
              dev.forebay.dynamodb.RecordedOptions.ALL,
              dev.forebay.firehose.RecordedOptions.ALL,
              dev.forebay.kinesis.RecordedOptions.ALL,
              dev.forebay.logs.RecordedOptions.ALL,
              dev.forebay.sns.RecordedOptions.ALL,
              dev.forebay.s3.RecordedOptions.ALL,
              dev.forebay.pipes.RecordedOptions.ALL,
              dev.forebay.scheduler.RecordedOptions.ALL,
              dev.forebay.sqs.RecordedOptions.ALL,
              dev.forebay.identity.RecordedOptions.ALL)
          .flatMap(List::stream)
          .toList();

  private Fidelities() {}

  static Fidelity of(Switchboard switchboard, ServiceTables tables) {
    Map<String, Fidelity.Operations> operations = new TreeMap<>();
    switchboard
        .services()
        .forEach((service, binding) -> {
          Set<String> open =
              new TreeSet<>(
                  tables.find(service).map(table -> table.operations().keySet()).orElse(Set.of()));
          Set<String> bound = new TreeSet<>(binding.operations().keySet());
          open.removeAll(bound);
          operations.put(service, new Fidelity.Operations(bound, open));
        });
    return new Fidelity(operations, RECORDED_ONLY);
  }
}
