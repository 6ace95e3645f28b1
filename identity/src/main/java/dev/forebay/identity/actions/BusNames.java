package dev.forebay.identity.actions;

import dev.forebay.model.Arn;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** The ARNs of event buses and their rules. */
final class BusNames {
  private static final String BUS = "event-bus/";
  private static final String DEFAULT = "default";

  private BusNames() {}

  /** The bus that a member names, by its name or ARN; the default one without the member. */
  static String bus(Members request, String member) {
    String name = request.text(member).orElse(DEFAULT);
    return Arn.parse(name).isPresent()
        ? name
        : request.context().place().arn("events", BUS + name).toString();
  }

  /** The buses of a list of entries, each once. */
  static List<String> ofEntries(Members request, String member) {
    return request
        .value(member)
        .filter(Collection.class::isInstance)
        .map(entries -> (Collection<?>) entries)
        .map(entries ->
            entries.stream()
                .map(entry -> bus(new Members(request.context(), (SdkPojo) entry), "EventBusName"))
                .distinct()
                .toList())
        .orElse(List.of());
  }

  /** A rule, by its name and its bus. */
  static Optional<String> rule(Members request, String rule, String bus) {
    String busArn = bus(request, bus);
    String prefix = busArn.substring(0, Math.max(0, busArn.indexOf(BUS)));
    String busName = busArn.substring(busArn.indexOf('/') + 1);
    return request
        .text(rule)
        .map(name -> prefix + "rule/" + (busName.equals(DEFAULT) ? "" : busName + "/") + name);
  }
}
