package dev.forebay.execution.log;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the platform says: each event with its line and its record. Stateless.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html">Lambda
 *     Telemetry API Event schema reference</a>
 */
public final class PlatformEvents {
  private PlatformEvents() {}

  /**
   * How a phase ended.
   *
   * @param name {@code success}, {@code error} or {@code timeout}
   * @param errorType what failed
   * @param fatal whether it is the platform that says so; what a function itself reports as an
   *     error is not in the lines of text
   */
  public record Status(String name, Optional<String> errorType, boolean fatal) {
    /** Nothing went wrong. */
    public static final Status SUCCESS = new Status("success", Optional.empty(), false);

    /** The time was up. */
    public static final Status TIMEOUT = new Status("timeout", Optional.empty(), true);

    /** The processes failed by this type of error. */
    public static Status error(String errorType) {
      return new Status("error", Optional.of(errorType), true);
    }

    /** The function itself reported an error of this type. */
    public static Status reported(String errorType) {
      return new Status("error", Optional.of(errorType), false);
    }

    boolean isSuccess() {
      return name.equals("success");
    }

    private String fields() {
      return errorType
          .map(type -> "Status: " + name + "\tError Type: " + type)
          .orElse("Status: " + name);
    }

    private void putInto(ObjectNode record) {
      record.put("status", name);
      errorType.ifPresent(type -> record.put("errorType", type));
    }
  }

  /** Which function and environment an init is about. */
  public record Origin(
      String functionName,
      String functionVersion,
      String runtimeVersion,
      String runtimeVersionArn,
      String initializationType,
      String instanceId,
      int memoryMegabytes) {}

  /** {@code INIT_START}: the runtime begins to initialise. */
  public static PlatformEvent initStart(Origin origin, String phase) {
    String text =
        "INIT_START Runtime Version: "
            + origin.runtimeVersion()
            + "\tRuntime Version ARN: "
            + origin.runtimeVersionArn();
    return new PlatformEvent(
        "platform.initStart",
        LogLevel.INFO,
        Optional.of(text),
        () -> {
          ObjectNode record = object();
          record.put("initializationType", origin.initializationType());
          record.put("phase", phase);
          record.put("runtimeVersion", origin.runtimeVersion());
          record.put("runtimeVersionArn", origin.runtimeVersionArn());
          record.put("functionName", origin.functionName());
          record.put("functionVersion", origin.functionVersion());
          record.put("instanceId", origin.instanceId());
          record.put("instanceMaxMemory", (long) origin.memoryMegabytes() << 20);
          return record;
        });
  }

  /** The runtime has initialised, or failed to. */
  public static PlatformEvent initRuntimeDone(Origin origin, String phase, Status status) {
    return new PlatformEvent(
        "platform.initRuntimeDone",
        status.isSuccess() ? LogLevel.DEBUG : LogLevel.WARN,
        Optional.empty(),
        () -> {
          ObjectNode record = object();
          record.put("initializationType", origin.initializationType());
          record.put("phase", phase);
          status.putInto(record);
          return record;
        });
  }

  /** {@code INIT_REPORT}: the phase is over. Only a failure has a line of text. */
  public static PlatformEvent initReport(
      Origin origin, String phase, Status status, Duration duration) {
    boolean said =
        !status.isSuccess() || origin.initializationType().equals("provisioned-concurrency");
    String text =
        "INIT_REPORT Init Duration: "
            + Milliseconds.text(duration)
            + " ms\tPhase: "
            + phase
            + "\t"
            + status.fields();
    return new PlatformEvent(
        "platform.initReport",
        status.isSuccess() ? LogLevel.DEBUG : LogLevel.WARN,
        said ? Optional.of(text) : Optional.empty(),
        () -> {
          ObjectNode record = object();
          record.put("initializationType", origin.initializationType());
          record.put("phase", phase);
          status.putInto(record);
          record.putObject("metrics").put("durationMs", Milliseconds.number(duration));
          return record;
        });
  }

  /** {@code START}: the event goes to the function. */
  public static PlatformEvent start(String requestId, String version, Optional<String> trace) {
    return new PlatformEvent(
        "platform.start",
        LogLevel.INFO,
        Optional.of("START RequestId: " + requestId + " Version: " + version),
        () -> {
          ObjectNode record = object();
          record.put("requestId", requestId);
          record.put("version", version);
          putTracing(record, trace);
          return record;
        });
  }

  /**
   * The runtime is done with the event. It has no line of text but {@code END}, which is the
   * extensions' end too.
   *
   * @param latency from the event to the first byte of the answer
   * @param total from the event to the runtime's next call
   */
  public static PlatformEvent runtimeDone(
      String requestId,
      Status status,
      Optional<String> trace,
      Instant start,
      Duration latency,
      Duration answering,
      Duration total,
      long producedBytes) {
    return new PlatformEvent(
        "platform.runtimeDone",
        status.isSuccess() ? LogLevel.DEBUG : LogLevel.WARN,
        Optional.empty(),
        () -> {
          ObjectNode record = object();
          record.put("requestId", requestId);
          status.putInto(record);
          ObjectNode metrics = record.putObject("metrics");
          metrics.put("durationMs", Milliseconds.number(total));
          metrics.put("producedBytes", producedBytes);
          ArrayNode spans = record.putArray("spans");
          span(spans, "responseLatency", start, latency);
          Instant answered = start.plus(latency);
          span(spans, "responseDuration", answered, answering);
          span(
              spans,
              "runtimeOverhead",
              answered.plus(answering),
              total.minus(latency).minus(answering));
          putTracing(record, trace);
          return record;
        });
  }

  private static void span(ArrayNode spans, String name, Instant start, Duration length) {
    spans
        .addObject()
        .put("name", name)
        .put("start", LogFormat.time(start))
        .put("durationMs", Milliseconds.number(length));
  }

  /** {@code END}: a line, and an event of the Logs API. The JSON format does not have it. */
  public static PlatformEvent end(String requestId) {
    return new PlatformEvent(
        "platform.end",
        LogLevel.TRACE,
        Optional.of("END RequestId: " + requestId),
        () -> object().put("requestId", requestId));
  }

  /** Why the function did not end by itself. */
  public static PlatformEvent fault(String text) {
    return new PlatformEvent(
        "platform.fault",
        LogLevel.WARN,
        Optional.of(text),
        () -> JsonNodeFactory.instance.textNode(text));
  }

  /** What an invocation cost; {@code billed} is in whole milliseconds. */
  public record Cost(
      Duration duration,
      Duration billed,
      int memoryMegabytes,
      long memoryUsedMegabytes,
      Optional<Duration> init) {}

  /** {@code REPORT}: the invocation is over. */
  public static PlatformEvent report(
      String requestId, Status status, Cost cost, Optional<String> trace) {
    StringBuilder text =
        new StringBuilder(192)
            .append("REPORT RequestId: ")
            .append(requestId)
            .append("\tDuration: ")
            .append(Milliseconds.text(cost.duration()))
            .append(" ms\tBilled Duration: ")
            .append(cost.billed().toMillis())
            .append(" ms\tMemory Size: ")
            .append(cost.memoryMegabytes())
            .append(" MB\tMax Memory Used: ")
            .append(cost.memoryUsedMegabytes())
            .append(" MB\t");
    cost.init()
        .ifPresent(
            init -> text.append("Init Duration: ").append(Milliseconds.text(init)).append(" ms\t"));
    if (status.fatal()) {
      text.append(status.fields());
    }
    return new PlatformEvent(
        "platform.report",
        status.isSuccess() ? LogLevel.INFO : LogLevel.WARN,
        Optional.of(text.toString()),
        () -> {
          ObjectNode record = object();
          record.put("requestId", requestId);
          status.putInto(record);
          ObjectNode metrics = record.putObject("metrics");
          metrics.put("durationMs", Milliseconds.number(cost.duration()));
          metrics.put("billedDurationMs", cost.billed().toMillis());
          metrics.put("memorySizeMB", cost.memoryMegabytes());
          metrics.put("maxMemoryUsedMB", cost.memoryUsedMegabytes());
          cost.init().ifPresent(init -> metrics.put("initDurationMs", Milliseconds.number(init)));
          putTracing(record, trace);
          return record;
        });
  }

  /** {@code EXTENSION}: an extension has come to a state. */
  public static PlatformEvent extension(
      String name, String state, List<String> events, Optional<String> errorType) {
    String text =
        "EXTENSION\tName: "
            + name
            + "\tState: "
            + state
            + "\tEvents: "
            + listed(events)
            + errorType.map(type -> "\tError Type: " + type).orElse("");
    return new PlatformEvent(
        "platform.extension",
        errorType.isEmpty() ? LogLevel.INFO : LogLevel.WARN,
        Optional.of(text),
        () -> {
          ObjectNode record = object();
          record.put("name", name);
          record.put("state", state);
          ArrayNode list = record.putArray("events");
          events.forEach(list::add);
          errorType.ifPresent(type -> record.put("errorType", type));
          return record;
        });
  }

  /** {@code TELEMETRY} or {@code LOGS}: an extension has subscribed. */
  public static PlatformEvent subscription(String api, String name, List<String> types) {
    List<String> words =
        types.stream()
            .map(type -> type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1))
            .toList();
    boolean telemetry = api.equals("TELEMETRY");
    return new PlatformEvent(
        telemetry ? "platform.telemetrySubscription" : "platform.logsSubscription",
        LogLevel.INFO,
        Optional.of(api + "\tName: " + name + "\tState: Subscribed\tTypes: " + listed(words)),
        () -> {
          ObjectNode record = object();
          record.put("name", name);
          record.put("state", "Subscribed");
          ArrayNode list = record.putArray("types");
          types.forEach(list::add);
          return record;
        });
  }

  /** Lines were dropped because they came faster than they could be taken. */
  public static PlatformEvent logsDropped(long records, long bytes) {
    String reason =
        "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";
    return new PlatformEvent(
        "platform.logsDropped",
        LogLevel.WARN,
        Optional.of("LOGS_DROPPED\tRecords: " + records + "\tBytes: " + bytes),
        () ->
            object()
                .put("reason", reason)
                .put("droppedRecords", records)
                .put("droppedBytes", bytes));
  }

  private static String listed(List<String> words) {
    return "[" + String.join(", ", words) + "]";
  }

  private static void putTracing(ObjectNode record, Optional<String> trace) {
    trace.ifPresent(
        value -> record.putObject("tracing").put("type", "X-Amzn-Trace-Id").put("value", value));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
