package dev.forebay.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireCall;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.protocol.WireRequest;
import dev.forebay.wire.protocol.WireResponse;
import dev.forebay.wire.tables.ServiceTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The service behind its protocol, called with JSON as clients send it. Thread-safe. */
public final class DynamoBench implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  private static final CallContext CALL =
      new CallContext(
          new Caller.Root(PLACE.account()),
          PLACE,
          new RequestId("6f2f3d9e-0000-4000-8000-000000000001"),
          URI.create("http://tables.test:4566"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final DynamoDb service;
  private final Switchboard switchboard;
  private final WireProtocols protocols;

  public DynamoBench(StorageEngine engine, Clock clock) {
    this(engine, clock, DynamoDbSettings.Limits.OFF);
  }

  DynamoBench(StorageEngine engine, Clock clock, DynamoDbSettings.Limits limits) {
    this.service =
        new DynamoDb(
            engine,
            clock,
            new SystemClock(),
            RandomGenerator.of("SplittableRandom"),
            new Arrivals(),
            DynamoDbSettings.with(limits));
    this.switchboard =
        new Switchboard(
            List.of(service.binding(), service.streamsBinding()),
            (context, name, operation, request) -> new Authorizer.Decision.Allowed());
    this.protocols = new WireProtocols(switchboard.services(), new ServiceTables());
  }

  /**
   * What a client gets.
   *
   * @param status the HTTP status
   * @param body the document
   */
  public record Answer(int status, JsonNode body) {
    /** The error's code, without its namespace; empty for a success. */
    String code() {
      String type = body.path("__type").asText();
      return type.substring(type.indexOf('#') + 1);
    }

    /** The error's message. */
    String message() {
      return body.path("message").asText(body.path("Message").asText());
    }
  }

  /** Makes a call and throws for what is no success. */
  JsonNode call(String operation, String json) {
    Answer answer = answer(operation, json);
    if (answer.status != 200) {
      throw new AssertionError(operation + " " + json + ": " + answer.body);
    }
    return answer.body;
  }

  /** Makes a call; quotes in the request may be single. */
  Answer answer(String operation, String json) {
    return exactly(operation, json.replace('\'', '"'));
  }

  /** Makes a call with this text. */
  public Answer exactly(String operation, String json) {
    WireRequest request =
        new WireRequest(
            "POST",
            "/",
            "",
            Headers.of(
                "X-Amz-Target", target(operation), "Content-Type", "application/x-amz-json-1.0"),
            Bytes.utf8(json));
    WireCall call = protocols.find(request, Optional.empty());
    WireResponse response;
    try {
      response =
          protocols.response(
              call,
              switchboard.call(
                  CALL, call.service(), call.operation(), protocols.decode(call, request)),
              CALL.requestId());
    } catch (AwsException e) {
      response = protocols.error(call, e, CALL.requestId());
    }
    try {
      return new Answer(response.status(), JSON.readTree(response.body().toArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of the header that names an operation of either API. */
  public static String target(String operation) {
    boolean ofStreams =
        List.of("ListStreams", "DescribeStream", "GetShardIterator", "GetRecords")
            .contains(operation);
    return (ofStreams ? "DynamoDBStreams_20120810." : "DynamoDB_20120810.") + operation;
  }

  DynamoDb service() {
    return service;
  }

  @Override
  public void close() {
    service.close();
  }
}
