package dev.forebay.push;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.push.RetryPolicy.Curve;
import dev.forebay.push.RetryPolicy.Phase;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.KeptRequests;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** {@link StoredPush} as bytes. Thread-safe. */
final class PushCode {
  private static final int VERSION = 1;
  private static final int SERVICE = 0;
  private static final int SESSION = 1;
  private static final int CALL = 0;
  private static final int HTTP = 1;

  private final Map<String, ServiceBinding> services;
  private final KeptRequests requests = new KeptRequests();

  /**
   * A code.
   *
   * @param services make the builders of the requests that are read back
   */
  PushCode(Map<String, ServiceBinding> services) {
    this.services = Map.copyOf(services);
  }

  Bytes encode(StoredPush stored) {
    Encoder out = new Encoder().number(VERSION);
    push(out, stored.push());
    out.instant(stored.since()).number(stored.failures()).instant(stored.due());
    out.number(stored.end().isPresent() ? 1 : 0);
    stored
        .end()
        .ifPresent(end ->
            out.text(end.fault().code())
                .text(end.fault().message())
                .text(end.fault().requestId())
                .number(end.tries())
                .text(end.reason().name()));
    return out.bytes();
  }

  /**
   * Reads one back.
   *
   * @throws IllegalArgumentException when it needs a service that is not there any more
   */
  StoredPush decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    if (in.number() != VERSION) {
      throw new IllegalArgumentException("a push of an unknown form");
    }
    return new StoredPush(push(in), in.instant(), in.count(), in.instant(), end(in));
  }

  private static Optional<StoredPush.End> end(Decoder in) {
    return in.number() == 0
        ? Optional.empty()
        : Optional.of(
            new StoredPush.End(
                new Outcome.Fault(in.text(), in.text(), in.text()),
                in.count(),
                StoredPush.Reason.valueOf(in.text())));
  }

  private void push(Encoder out, Push push) {
    out.text(push.id()).text(push.target());
    sender(out, push.sender());
    delivery(out, push.delivery());
    out.optional(push.order());
    policy(out, push.retry());
    out.number(push.deadLetter().isPresent() ? 1 : 0);
    push.deadLetter()
        .ifPresent(letter ->
            out.text(letter.queueArn())
                .raw(requests.write(letter.message()))
                .text(letter.marks().name()));
  }

  private Push push(Decoder in) {
    return new Push(
        in.text(),
        in.text(),
        sender(in),
        delivery(in),
        in.optional(),
        policy(in),
        in.number() == 0 ? Optional.empty() : Optional.of(letter(in)));
  }

  private DeadLetter letter(Decoder in) {
    String queue = in.text();
    SendMessageRequest.Builder message = SendMessageRequest.builder();
    requests.read(Bytes.wrap(in.raw()), message);
    return new DeadLetter(queue, message.build(), DeadLetter.Marks.valueOf(in.text()));
  }

  private static void sender(Encoder out, Sender sender) {
    switch (sender.caller()) {
      case Caller.Service service ->
          out.number(SERVICE)
              .text(service.principal())
              .optional(service.sourceArn().map(Arn::toString))
              .optional(service.sourceAccount().map(AccountId::value));
      case Caller.RoleSession session ->
          out.number(SESSION)
              .text(session.role().toString())
              .text(session.roleId())
              .text(session.sessionName());
      case Caller.FederatedUser session ->
          throw new IllegalStateException("no sender is a user's session");
      case Caller.Root root -> throw new IllegalStateException("no sender is root");
      case Caller.User user -> throw new IllegalStateException("no sender is a user");
      case Caller.Anonymous anonymous -> throw new IllegalStateException("a sender has a name");
    }
    out.text(sender.home().account().value())
        .text(sender.home().region().value())
        .optional(sender.traceHeader());
  }

  private static Sender sender(Decoder in) {
    Caller caller =
        in.number() == SERVICE
            ? new Caller.Service(
                in.text(), in.optional().flatMap(Arn::parse), in.optional().map(AccountId::new))
            : new Caller.RoleSession(arn(in.text()), in.text(), in.text());
    return new Sender(
        caller, new AccountRegion(new AccountId(in.text()), new Region(in.text())), in.optional());
  }

  private static Arn arn(String text) {
    return Arn.parse(text).orElseThrow(() -> new IllegalArgumentException("no ARN: " + text));
  }

  private void delivery(Encoder out, Delivery delivery) {
    switch (delivery) {
      case Delivery.Call call ->
          out.number(CALL)
              .text(call.service())
              .text(call.operation())
              .raw(requests.write(call.request()));
      case Delivery.Http http -> {
        out.number(HTTP).text(http.method()).text(http.url().toString());
        out.number(http.headers().size());
        http.headers().forEach((name, value) -> out.text(name).text(value));
        out.raw(http.body()).span(http.timeout()).number(http.retried().size());
        http.retried().forEach(out::number);
      }
    }
  }

  private Delivery delivery(Decoder in) {
    if (in.number() == CALL) {
      String service = in.text();
      String operation = in.text();
      return new Delivery.Call(
          service, operation, request(service, operation, Bytes.wrap(in.raw())));
    }
    String method = in.text();
    URI url = URI.create(in.text());
    Map<String, String> headers = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      headers.put(in.text(), in.text());
    }
    Bytes body = Bytes.wrap(in.raw());
    var timeout = in.span();
    List<Integer> retried = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      retried.add(in.count());
    }
    return new Delivery.Http(method, url, headers, body, timeout, retried);
  }

  private SdkPojo request(String service, String operation, Bytes document) {
    ServiceBinding binding = services.get(service);
    ServiceBinding.Operation<?> bound =
        binding == null ? null : binding.operations().get(operation);
    if (bound == null) {
      throw new IllegalArgumentException("there is no " + service + ":" + operation);
    }
    SdkBuilder<?, ? extends SdkPojo> builder = bound.requestBuilder().get();
    requests.read(document, (SdkPojo) builder);
    return builder.build();
  }

  private static void policy(Encoder out, RetryPolicy policy) {
    out.number(policy.phases().size());
    for (Phase phase : policy.phases()) {
      out.number(phase.retries()).span(phase.first()).span(phase.last()).text(phase.curve().name());
    }
    out.span(policy.mostAge()).real(policy.jitter());
  }

  private static RetryPolicy policy(Decoder in) {
    List<Phase> phases = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      phases.add(new Phase(in.count(), in.span(), in.span(), Curve.valueOf(in.text())));
    }
    return new RetryPolicy(phases, in.span(), in.real());
  }
}
