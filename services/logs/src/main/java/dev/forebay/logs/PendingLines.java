package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;

/**
 * Stores what the {@link LogWriter} has gathered: remembers open streams and what their writers may
 * do, so that a batch costs one row. Confined to the writer's thread.
 */
final class PendingLines {
  private static final Logger LOG = LoggerFactory.getLogger(PendingLines.class);
  private static final int ATTEMPTS = 5;
  private static final int OPEN_STREAMS = 10_000;
  private static final Duration DECISION_GOOD_FOR = Duration.ofSeconds(10);

  private final Function<AccountRegion, LogTables> tables;
  private final Sequence sequence;
  private final Followers followers;
  private final Authorizer authorizer;
  private final Clock clock;
  private final Map<LogWriter.Target, Open> open =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LogWriter.Target, Open> eldest) {
          return size() > OPEN_STREAMS;
        }
      };

  /** A stream that was written to, and until when its writer need not be asked about. */
  private record Open(
      Stored<LogGroupRow> group,
      Stored<LogStreamRow> stream,
      String caller,
      Instant allowedUntil) {}

  PendingLines(
      Function<AccountRegion, LogTables> tables,
      Sequence sequence,
      Followers followers,
      Authorizer authorizer,
      Clock clock) {
    this.tables = tables;
    this.sequence = sequence;
    this.followers = followers;
    this.authorizer = authorizer;
    this.clock = clock;
  }

  /** Stores the lines and says how many had to be dropped. */
  long write(Map<LogWriter.Target, LogWriter.Batch> batches) {
    Map<AccountRegion, Map<LogWriter.Target, LogWriter.Batch>> byPlace = new HashMap<>();
    batches.forEach((target, batch) ->
        byPlace.computeIfAbsent(target.place(), place -> new LinkedHashMap<>()).put(target, batch));
    long lost = 0;
    for (Map.Entry<AccountRegion, Map<LogWriter.Target, LogWriter.Batch>> entry :
        byPlace.entrySet()) {
      Map<LogWriter.Target, LogWriter.Batch> left = entry.getValue();
      for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
        lost += writeOnce(tables.apply(entry.getKey()), left);
      }
      lost += left.values().stream().mapToLong(batch -> batch.lines().size()).sum();
    }
    return lost;
  }

  /** Removes from the map what is stored or given up; says how many lines were given up. */
  private long writeOnce(LogTables place, Map<LogWriter.Target, LogWriter.Batch> batches) {
    List<LogWriter.Target> targets = new ArrayList<>();
    List<Appends.Append> appends = new ArrayList<>();
    long lost = 0;
    for (Map.Entry<LogWriter.Target, LogWriter.Batch> entry : List.copyOf(batches.entrySet())) {
      LogWriter.Batch batch = entry.getValue();
      Optional<Open> stream = opened(place, entry.getKey(), batch.context());
      if (stream.isEmpty()) {
        lost += batch.lines().size();
        batches.remove(entry.getKey());
        continue;
      }
      targets.add(entry.getKey());
      appends.add(new Appends.Append(stream.get().group(), stream.get().stream(), batch.lines()));
    }
    List<Boolean> stored =
        new Appends(place, sequence, followers).store(appends, clock.now().toEpochMilli());
    for (int i = 0; i < targets.size(); i++) {
      if (stored.get(i)) {
        batches.remove(targets.get(i));
      }
      if (!stored.get(i) || Appends.rewrites(appends.get(i))) {
        open.remove(targets.get(i));
      }
    }
    return lost;
  }

  private Optional<Open> opened(LogTables place, LogWriter.Target target, CallContext context) {
    Open known = open.get(target);
    String caller = context.caller().name();
    Instant now = clock.now();
    boolean decided =
        known != null && known.caller().equals(caller) && now.isBefore(known.allowedUntil());
    if (known != null && decided) {
      return Optional.of(known);
    }
    if (!mayPut(target, context)) {
      return Optional.empty();
    }
    Optional<Open> opened =
        found(place, target, context)
            .map(found ->
                new Open(found.group(), found.stream(), caller, now.plus(DECISION_GOOD_FOR)));
    opened.ifPresent(stream -> open.put(target, stream));
    return opened;
  }

  private record FoundStream(Stored<LogGroupRow> group, Stored<LogStreamRow> stream) {}

  /** The group and stream, made as needed; empty when the caller may not make them. */
  private Optional<FoundStream> found(
      LogTables place, LogWriter.Target target, CallContext context) {
    LogGroups groups = new LogGroups(place);
    long now = clock.now().toEpochMilli();
    Optional<Stored<LogGroupRow>> group = place.group(target.group());
    if (group.isEmpty()) {
      if (!may(
          context,
          "CreateLogGroup",
          CreateLogGroupRequest.builder().logGroupName(target.group()).build())) {
        return Optional.empty();
      }
      groups.create(groups.plain(target.group(), now));
      group = place.group(target.group());
    }
    Optional<Stored<LogStreamRow>> stream =
        group.flatMap(row -> place.stream(row.value().id(), target.stream()));
    if (group.isPresent() && stream.isEmpty()) {
      if (!may(
          context,
          "CreateLogStream",
          CreateLogStreamRequest.builder()
              .logGroupName(target.group())
              .logStreamName(target.stream())
              .build())) {
        return Optional.empty();
      }
      stream = created(place, groups, group.get(), target, now);
    }
    if (group.isEmpty() || stream.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new FoundStream(group.get(), stream.get()));
  }

  private static Optional<Stored<LogStreamRow>> created(
      LogTables place,
      LogGroups groups,
      Stored<LogGroupRow> group,
      LogWriter.Target target,
      long now) {
    try {
      groups.create(target.group(), target.stream(), now);
    } catch (AwsException e) {
      LOG.debug("{} was deleted while it was written to", target.group());
      return Optional.empty();
    }
    return place.stream(group.value().id(), target.stream());
  }

  private boolean mayPut(LogWriter.Target target, CallContext context) {
    return may(
        context,
        "PutLogEvents",
        PutLogEventsRequest.builder()
            .logGroupName(target.group())
            .logStreamName(target.stream())
            .build());
  }

  private boolean may(CallContext context, String operation, SdkPojo request) {
    return switch (authorizer.decide(context, "logs", operation, request)) {
      case Authorizer.Decision.Allowed allowed -> true;
      case Authorizer.Decision.Denied(String message) -> {
        LOG.debug("log lines are dropped: {}", message);
        yield false;
      }
    };
  }
}
