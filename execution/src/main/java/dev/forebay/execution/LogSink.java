package dev.forebay.execution;

import dev.forebay.model.AccountRegion;
import java.time.Instant;
import java.util.List;

/** Where a function's log lines go. Thread-safe; must not block for long. */
@FunctionalInterface
public interface LogSink {
  /** Appends events, in order, to a stream that is made when it does not exist. */
  void append(LogStreamName stream, List<LogEvent> events);

  /**
   * Names a log stream.
   *
   * @param place account and region
   * @param group such as {@code /aws/lambda/my-function}
   * @param stream such as {@code 2026/11/21/[$LATEST]…}
   * @param roleArn the execution role, under which the lines are written
   */
  record LogStreamName(AccountRegion place, String group, String stream, String roleArn) {}

  /** A line, without its line end. */
  record LogEvent(Instant at, String message) {}
}
