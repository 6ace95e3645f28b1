package dev.forebay.server;

import dev.forebay.function.RecordedOnly;
import dev.forebay.server.admin.Fidelity;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.tables.ServiceTables;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws the fidelity answer from what is bound and what AWS's models name. */
final class Fidelities {
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
    return new Fidelity(
        operations,
        RecordedOnly.ALL.stream()
            .map(option ->
                new Fidelity.RecordedOnly(option.operation(), option.option(), option.reason()))
            .toList());
  }
}
