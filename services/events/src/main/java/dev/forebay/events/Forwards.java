package dev.forebay.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/**
 * Buses as targets: an event goes on to another bus as it is, its id, account, region and time
 * included. Who sends it must be allowed to put events there: the role of the target, or, without
 * one, the account of the rule. An event goes from one account to a second, and not to a third; the
 * same with regions. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html">Sending
 *     and receiving events between AWS accounts</a>
 */
final class Forwards {
  /**
   * An operation of ours, which no client can reach: PutEvents with a whole event as the detail.
   */
  static final String OPERATION = "ForwardEvent";

  private final Supplier<Switchboard> switchboard;
  private final Router router;
  private final Buses buses;
  private final Clock clock;

  Forwards(Supplier<Switchboard> switchboard, Router router, Buses buses, Clock clock) {
    this.switchboard = switchboard;
    this.router = router;
    this.buses = buses;
    this.clock = clock;
  }

  PutEventsResponse forward(CallContext context, PutEventsRequest request) {
    PutEventsRequestEntry entry = request.entries().getFirst();
    BusId to = BusId.of(context.place(), entry.eventBusName());
    Event event = event(entry);
    AccountRegion from = home(entry);
    Caller sender = sender(context.caller(), from);
    checkHops(event, from, to);
    CallContext sending =
        new CallContext(
            sender,
            new AccountRegion(from.account(), to.place().region()),
            context.requestId(),
            context.endpoint(),
            Optional.empty(),
            context.traceHeader(),
            Optional.empty());
    switchboard.get().check(sending, "events", "PutEvents", plain(event, to));
    if (buses.row(to).isEmpty()) {
      throw EventsErrors.noBus(to.name());
    }
    router.route(List.of(new Router.Arrival(to, event)));
    return PutEventsResponse.builder().failedEntryCount(0).build();
  }

  private Event event(PutEventsRequestEntry entry) {
    Event unread =
        new Event("", entry.detail(), clock.now(), Optional.ofNullable(entry.traceHeader()));
    return new Event(unread.member("id"), unread.text(), unread.received(), unread.traceHeader());
  }

  /** What the authorizer may look at. */
  private static PutEventsRequest plain(Event event, BusId to) {
    return PutEventsRequest.builder()
        .entries(
            PutEventsRequestEntry.builder()
                .eventBusName(to.arn().toString())
                .source(event.member("source"))
                .detailType(event.member("detail-type"))
                .build())
        .build();
  }

  private static Caller sender(Caller caller, AccountRegion from) {
    return caller instanceof Caller.Service ? new Caller.Root(from.account()) : caller;
  }

  /** Where the rule lives that sends: its ARN comes as the entry's only resource. */
  private static AccountRegion home(PutEventsRequestEntry entry) {
    Arn rule =
        Arn.parse(entry.resources().getFirst())
            .orElseThrow(() -> new IllegalStateException("no rule: " + entry.resources()));
    return new AccountRegion(new AccountId(rule.account()), new Region(rule.region()));
  }

  private static void checkHops(Event event, AccountRegion from, BusId to) {
    JsonNode tree = event.tree();
    String account = tree.path("account").asText();
    String region = tree.path("region").asText();
    if (!account.equals(from.account().value()) && !from.account().equals(to.place().account())) {
      throw new AwsException(
          "THIRD_ACCOUNT_HOP_DETECTED", 400, "The event has come from another account already.");
    }
    if (!region.equals(from.region().value()) && !from.region().equals(to.place().region())) {
      throw new AwsException(
          "THIRD_REGION_HOP_DETECTED", 400, "The event has come from another region already.");
    }
  }
}
