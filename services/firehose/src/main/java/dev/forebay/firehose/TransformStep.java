package dev.forebay.firehose;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.Position;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * Has a function transform records, a batch a step: what it makes of them waits for the bucket,
 * what fails for the place of that, and what it drops is gone. Thread-safe.
 */
final class TransformStep {
  static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Of an event, in bytes; an invocation takes a little more. */
  private static final int MOST_EVENT = 6_000_000;

  /** What stands around a record's data in an event, and a little more. */
  private static final int AROUND = 200;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int DOUBLINGS = 5;

  private final RoleSessions roles;
  private final Lanes lanes;
  private final Clock clock;
  private final RandomGenerator random;

  /** A record of a batch. */
  record Given(String id, Held held) {}

  TransformStep(RoleSessions roles, Lanes lanes, Clock clock, RandomGenerator random) {
    this.roles = roles;
    this.lanes = lanes;
    this.clock = clock;
    this.random = random;
  }

  /** Transforms the oldest records of a lane. */
  Optional<Outcome> take(OpenStream stream, Lane lane) {
    List<Log.Entry> entries = batch(stream, lane);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Position upTo = entries.getLast().position();
    List<Given> given =
        entries.stream()
            .map(entry -> new Given(Lane.recordId(entry.position()), Held.read(entry.value())))
            .toList();
    Optional<Transformation> transformation = stream.design().transformation();
    if (transformation.isEmpty()) {
      // It was turned off while they waited.
      lanes.append(
          stream,
          Stage.DELIVER,
          given.stream().map(one -> stream.design().delimited(one.held())).toList());
      return Optional.of(new Outcome.Done(upTo));
    }
    return Optional.of(transform(stream, lane, transformation.get(), given, upTo));
  }

  /** A batch that is tried again is the same. */
  private static List<Log.Entry> batch(OpenStream stream, Lane lane) {
    Optional<Position> end = lane.retried();
    List<Log.Entry> batch = new ArrayList<>();
    long size = 0;
    for (Log.Entry entry :
        lane.log().readAfter(Position.START, 10_000, stream.hints(Stage.TRANSFORM).bytes())) {
      size += AROUND + (entry.value().size() + 2L) / 3 * 4;
      boolean beyond = end.isPresent() && entry.position().compareTo(end.get()) > 0;
      if (beyond || (size > MOST_EVENT && !batch.isEmpty())) {
        break;
      }
      batch.add(entry);
    }
    return batch;
  }

  private Outcome transform(
      OpenStream stream,
      Lane lane,
      Transformation transformation,
      List<Given> given,
      Position upTo) {
    int attempt = lane.failures() + 1;
    List<Held> well = new ArrayList<>();
    List<Held> failed = new ArrayList<>();
    try {
      for (Answered answered : Answered.read(invoke(stream, transformation, given), given)) {
        switch (answered) {
          case Answered.Ok(Given of, Bytes data) ->
              well.add(stream.design().delimited(new Held(of.held().arrival(), data)));
          case Answered.Dropped(Given of) -> {}
          case Answered.Failed(Given of) ->
              failed.add(
                  failure(
                      of,
                      attempt,
                      transformation,
                      new TransformationFailed(
                          "Lambda.ProcessingFailedStatus",
                          "ProcessingFailed status set for record")));
        }
      }
    } catch (TransformationFailed e) {
      if (attempt <= transformation.retries()) {
        return new Outcome.Again(upTo, pause(attempt), e.code() + ": " + e.getMessage());
      }
      given.forEach(one -> failed.add(failure(one, attempt, transformation, e)));
    }
    lanes.append(stream, Stage.DELIVER, well);
    lanes.append(stream, Stage.FAIL, failed);
    return new Outcome.Done(upTo);
  }

  private static Duration pause(int attempt) {
    Duration pause = Duration.ofSeconds(1L << Math.min(attempt - 1, DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private Bytes invoke(OpenStream stream, Transformation transformation, List<Given> given) {
    InvokeResponse answer;
    try {
      answer =
          roles.invoke(
              transformation.role(),
              stream.place(),
              InvokeRequest.builder()
                  .functionName(transformation.function().toString())
                  .invocationType(InvocationType.REQUEST_RESPONSE)
                  .payload(SdkBytes.fromByteArrayUnsafe(event(stream, given)))
                  .build());
    } catch (AwsException e) {
      throw TransformationFailed.of(e);
    }
    Bytes payload =
        answer.payload() == null ? Bytes.EMPTY : Bytes.wrap(answer.payload().asByteArrayUnsafe());
    if (answer.functionError() != null) {
      throw TransformationFailed.ofFunction(payload);
    }
    return payload;
  }

  private byte[] event(OpenStream stream, List<Given> given) {
    ObjectNode event = JSON.createObjectNode();
    event.put("invocationId", new UUID(random.nextLong(), random.nextLong()).toString());
    if (stream.row().source() != null) {
      event.put("sourceKinesisStreamArn", stream.row().source().arn());
    }
    event
        .put("deliveryStreamArn", StreamRow.arn(stream.place(), stream.row().name()))
        .put("region", stream.place().region().value());
    ArrayNode records = event.putArray("records");
    for (Given one : given) {
      ObjectNode record = records.addObject();
      record
          .put("recordId", one.id())
          .put("approximateArrivalTimestamp", one.held().arrival().toEpochMilli())
          .put("data", one.held().data().toArray());
      if (!one.held().origin().isEmpty()) {
        record.putRawValue("kinesisRecordMetadata", new RawValue(one.held().origin()));
      }
    }
    try {
      return JSON.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A record that failed, as the bucket gets it ("Handle failure in data transformation"). */
  private Held failure(
      Given record, int attempts, Transformation transformation, TransformationFailed why) {
    ObjectNode error =
        JSON.createObjectNode()
            .put("attemptsMade", attempts)
            .put("arrivalTimestamp", record.held().arrival().toEpochMilli())
            .put("errorCode", why.code())
            .put("errorMessage", why.getMessage())
            .put("attemptEndingTimestamp", clock.now().toEpochMilli())
            .put("rawData", record.held().data().toArray())
            .put("lambdaArn", transformation.function().toString());
    return new Held(record.held().arrival(), Bytes.utf8(error + "\n"));
  }
}
