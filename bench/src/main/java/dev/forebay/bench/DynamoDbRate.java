package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * PutItem, UpdateItem and GetItem of 200-byte items, signed and (Forebay) on disk, by Forebay, by a
 * bare echo on the same HTTP front and by DynamoDB Local in memory, in turns of one run. After
 * {@code ./forebay warmup} and {@code ./mvnw -f bench/src/main/peers/dynamodb-local package}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.DynamoDbRate [SECONDS] [alone]</pre>
 *
 * <p>{@code alone} leaves the peer out.
 */
public final class DynamoDbRate {
  private static final int KEYS = 256;
  private static final String TABLE = "{\"TableName\":\"bench\",";
  private static final String TEXT = "x".repeat(150);

  private DynamoDbRate() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Duration span = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2);
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    List<Contender> contenders = new ArrayList<>();
    try {
      Contender echo = machine.echo();
      contenders.add(echo);
      contenders.add(machine.forebay());
      if (arguments.length < 2) {
        contenders.add(machine.dynamoDbLocal());
      }
      Turns turns = new Turns();
      turns.add(echo, "the body of a PutItem", new Rotation(calls(echo, DynamoDbRate::put)));
      for (Contender contender : contenders.subList(1, contenders.size())) {
        createTable(contender.call());
        turns.add(contender, "PutItem", new Rotation(calls(contender, DynamoDbRate::put)));
        turns.add(contender, "UpdateItem", new Rotation(calls(contender, DynamoDbRate::update)));
        turns.add(contender, "GetItem", new Rotation(calls(contender, DynamoDbRate::get)));
      }
      turns.run(span);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private static List<byte[]> calls(Contender contender, IntFunction<Request> request) {
    return IntStream.range(0, KEYS)
        .mapToObj(request)
        .map(each -> call(contender.call(), each))
        .toList();
  }

  private static void createTable(URI server) throws IOException {
    try (Connection connection = new Connection(server)) {
      Connection.Answer _ =
          connection.call(
              call(
                  server,
                  new Request(
                      "CreateTable",
                      TABLE
                          + "\"BillingMode\":\"PAY_PER_REQUEST\",\"AttributeDefinitions\":"
                          + "[{\"AttributeName\":\"id\",\"AttributeType\":\"S\"}],\"KeySchema\":"
                          + "[{\"AttributeName\":\"id\",\"KeyType\":\"HASH\"}]}")));
    }
  }

  private record Request(String operation, String body) {}

  private static String key(int number) {
    return "{\"id\":{\"S\":\"customer-" + number + "\"}";
  }

  private static Request put(int number) {
    return new Request(
        "PutItem",
        TABLE
            + "\"Item\":"
            + key(number)
            + ",\"amount\":{\"N\":\"1\"},\"text\":{\"S\":\""
            + TEXT
            + "\"}}}");
  }

  private static Request update(int number) {
    return new Request(
        "UpdateItem",
        TABLE
            + "\"Key\":"
            + key(number)
            + "},\"UpdateExpression\":\"SET amount = amount + :one\","
            + "\"ExpressionAttributeValues\":{\":one\":{\"N\":\"1\"}}}");
  }

  private static Request get(int number) {
    return new Request("GetItem", TABLE + "\"Key\":" + key(number) + "}}");
  }

  private static byte[] call(URI server, Request request) {
    return SignedCall.json(
        server.resolve("/"),
        "dynamodb",
        "DynamoDB_20120810." + request.operation(),
        request.body().getBytes(StandardCharsets.UTF_8));
  }
}
