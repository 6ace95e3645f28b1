package dev.forebay.server;

import dev.forebay.execution.LogSink;
import dev.forebay.identity.RoleIds;
import dev.forebay.logs.LogLine;
import dev.forebay.logs.LogWriter;
import dev.forebay.model.Arn;
import dev.forebay.model.RequestId;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Carries what functions print to CloudWatch Logs, as their execution role. Thread-safe. */
final class FunctionLogs implements LogSink {
  private final LogWriter writer;
  private final URI endpoint;
  private final RandomGenerator random;

  FunctionLogs(LogWriter writer, URI endpoint, RandomGenerator random) {
    this.writer = writer;
    this.endpoint = endpoint;
    this.random = random;
  }

  @Override
  public void append(LogStreamName stream, List<LogEvent> events) {
    CallContext context =
        new CallContext(
            caller(stream),
            stream.place(),
            RequestId.random(random),
            endpoint,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    writer.append(
        context,
        stream.group(),
        stream.stream(),
        events.stream()
            .map(event -> new LogLine(event.at().toEpochMilli(), event.message() + "\n"))
            .toList());
  }

  private static Caller caller(LogStreamName stream) {
    Arn role =
        Arn.parse(stream.roleArn())
            .orElseThrow(() -> new IllegalArgumentException("no role: " + stream.roleArn()));
    return new Caller.RoleSession(role, RoleIds.of(role), "logs");
  }
}
