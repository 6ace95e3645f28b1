package dev.forebay.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

/** Starts, cancels and lists the tasks that move dead letters. Thread-safe. */
final class MoveTaskOperations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Queues queues;
  private final MoveTasks tasks;
  private final Mover mover;
  private final Retention retention;
  private final Clock clock;
  private final RandomGenerator random;

  MoveTaskOperations(
      Queues queues,
      MoveTasks tasks,
      Mover mover,
      Retention retention,
      Clock clock,
      RandomGenerator random) {
    this.queues = queues;
    this.tasks = tasks;
    this.mover = mover;
    this.retention = retention;
    this.clock = clock;
    this.random = random;
  }

  StartMessageMoveTaskResponse start(CallContext context, StartMessageMoveTaskRequest request) {
    OpenQueue source = queue(context, request.sourceArn(), "SourceArn");
    if (request.destinationArn() != null) {
      if (request.destinationArn().equals(request.sourceArn())) {
        throw SqsErrors.invalid("Source queue arn and destination queue arn cannot be the same.");
      }
      OpenQueue destination = queue(context, request.destinationArn(), "DestinationArn");
      if (destination.row().fifo() != source.row().fifo()) {
        throw SqsErrors.invalid("Source queue and destination queue must be of the same type.");
      }
    }
    Optional<Integer> rate = Optional.ofNullable(request.maxNumberOfMessagesPerSecond());
    if (rate.isPresent() && (rate.get() < 1 || rate.get() > 500)) {
      throw SqsErrors.invalid(
          rate.get(), "MaxNumberOfMessagesPerSecond", "Must be between 1 and 500, if provided.");
    }
    if (QueueOperations.sources(queues, source).isEmpty()) {
      throw SqsErrors.invalid("Source queue must be configured as a Dead Letter Queue.");
    }
    Instant now = clock.now();
    retention.enforce(source, now);
    MoveTask task =
        new MoveTask(
            new UUID(random.nextLong(), random.nextLong()).toString(),
            MoveTask.Status.RUNNING,
            Optional.ofNullable(request.destinationArn()),
            rate,
            0,
            source.messages().depth(now).visible(),
            now,
            Optional.empty());
    if (!tasks.start(source.place(), source.row().name(), task)) {
      throw SqsErrors.unsupported(
          "There is already a task running. Only one active task is allowed for a source queue arn"
              + " at a given time.");
    }
    mover.go(source.place(), source.row().name(), task.id());
    return StartMessageMoveTaskResponse.builder().taskHandle(handle(task, source.arn())).build();
  }

  CancelMessageMoveTaskResponse cancel(CallContext context, CancelMessageMoveTaskRequest request) {
    if (request.taskHandle() == null || request.taskHandle().isEmpty()) {
      throw SqsErrors.missing("TaskHandle");
    }
    JsonNode handle = read(request.taskHandle());
    OpenQueue source = queue(context, handle.path("sourceArn").asText(), "SourceArn");
    String id = handle.path("taskId").asText();
    String name = source.row().name();
    if (find(source, id).isEmpty()) {
      throw SqsErrors.noSuchResource("Task does not exist.");
    }
    boolean cancelled =
        tasks.update(
            source.place(),
            name,
            id,
            task -> task.isRunning() ? task.ended(MoveTask.Status.CANCELLED) : task);
    if (!cancelled) {
      throw SqsErrors.unsupported("Only active tasks can be cancelled.");
    }
    return CancelMessageMoveTaskResponse.builder()
        .approximateNumberOfMessagesMoved(find(source, id).map(MoveTask::moved).orElse(0L))
        .build();
  }

  private Optional<MoveTask> find(OpenQueue source, String id) {
    return tasks.of(source.place(), source.row().name()).stream()
        .filter(task -> task.id().equals(id))
        .findFirst();
  }

  ListMessageMoveTasksResponse list(CallContext context, ListMessageMoveTasksRequest request) {
    OpenQueue source = queue(context, request.sourceArn(), "SourceArn");
    int limit = request.maxResults() == null ? 1 : request.maxResults();
    if (limit < 1 || limit > 10) {
      throw SqsErrors.invalid(limit, "MaxResults", "Must be between 1 and 10, if provided.");
    }
    List<ListMessageMoveTasksResultEntry> entries =
        tasks.of(source.place(), source.row().name()).stream()
            .limit(limit)
            .map(task -> entry(task, source.arn()))
            .toList();
    return ListMessageMoveTasksResponse.builder().results(entries).build();
  }

  private static ListMessageMoveTasksResultEntry entry(MoveTask task, String sourceArn) {
    return ListMessageMoveTasksResultEntry.builder()
        .taskHandle(task.isRunning() ? handle(task, sourceArn) : null)
        .status(task.status().name())
        .sourceArn(sourceArn)
        .destinationArn(task.destination().orElse(null))
        .maxNumberOfMessagesPerSecond(task.rate().orElse(null))
        .approximateNumberOfMessagesMoved(task.moved())
        .approximateNumberOfMessagesToMove(task.toMove())
        .failureReason(task.failure().orElse(null))
        .startedTimestamp(task.started().toEpochMilli())
        .build();
  }

  private OpenQueue queue(CallContext context, @Nullable String arn, String parameter) {
    if (arn == null || arn.isEmpty()) {
      throw SqsErrors.missing(parameter);
    }
    return Arn.parse(arn)
        .flatMap(parsed -> queues.find(context.place(), parsed))
        .orElseThrow(() ->
            SqsErrors.noSuchResource(
                "The resource that you specified for the "
                    + parameter
                    + " parameter doesn't exist."));
  }

  private static String handle(MoveTask task, String sourceArn) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              JSON.writeValueAsBytes(
                  JSON.createObjectNode().put("taskId", task.id()).put("sourceArn", sourceArn)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("two texts can always be written", e);
    }
  }

  private static JsonNode read(String handle) {
    try {
      return JSON.readTree(new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | IOException e) {
      throw SqsErrors.invalid("Value " + handle + " for parameter TaskHandle is invalid.");
    }
  }
}
