package dev.forebay.events;

import dev.forebay.push.Push;
import dev.forebay.push.Pushes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events from their buses to the targets of the rules that want them, and into archives.
 * Thread-safe.
 */
final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Buses buses;
  private final Deliveries deliveries;
  private final Pushes pushes;
  private final ArchiveLogs archives;

  Router(Buses buses, Deliveries deliveries, Pushes pushes, ArchiveLogs archives) {
    this.buses = buses;
    this.deliveries = deliveries;
    this.pushes = pushes;
    this.archives = archives;
  }

  /** An event and where it arrived. */
  record Arrival(BusId bus, Event event) {}

  /**
   * Takes events in. When this returns, each has reached every target, or what is left to do is
   * stored. An event for a bus that is not there is dropped, as AWS does it.
   */
  void route(List<Arrival> arrivals) {
    route(arrivals, rule -> true);
  }

  /** Takes events in, for those rules only that the predicate keeps. */
  void route(List<Arrival> arrivals, Predicate<RuleId> kept) {
    Parcels parcels = new Parcels();
    Map<LiveArchive, List<Event>> archived = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      Optional<Bus> bus = buses.find(arrival.bus());
      if (bus.isEmpty()) {
        LOG.warn("an event for {} is dropped: there is no such bus", arrival.bus());
        continue;
      }
      for (Subscriber subscriber : bus.get().matching(arrival.event().text())) {
        switch (subscriber) {
          case LiveRule rule when kept.test(rule.id()) -> parcels.add(rule, arrival.event());
          case LiveRule rule -> {}
          case LiveArchive archive ->
              archived.computeIfAbsent(archive, _ -> new ArrayList<>()).add(arrival.event());
        }
      }
    }
    archived.forEach(archives::append);
    parcels.hand();
  }

  /** Takes an event to the targets of one rule, whatever its pattern says: a schedule's. */
  void route(LiveRule rule, Event event) {
    Parcels parcels = new Parcels();
    parcels.add(rule, event);
    parcels.hand();
  }

  /** What one call pushes. */
  private final class Parcels {
    private final List<Push> now = new ArrayList<>();

    /** What may lead back to the caller, or takes its time. */
    private final List<Push> later = new ArrayList<>();

    void add(LiveRule rule, Event event) {
      for (RuleTarget target : rule.targets()) {
        Push push = deliveries.push(rule, target, event);
        switch (target.kind()) {
          case BUS, API_DESTINATION -> later.add(push);
          case FUNCTION, QUEUE, TOPIC, STREAM, DELIVERY_STREAM, LOG_GROUP -> now.add(push);
        }
      }
    }

    void hand() {
      if (!later.isEmpty()) {
        pushes.enqueue(later);
      }
      if (!now.isEmpty()) {
        pushes.deliver(now);
      }
    }
  }
}
