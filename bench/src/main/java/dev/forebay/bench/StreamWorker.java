package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a stream's shard from its present end, five times a second, which is what AWS allows. */
final class StreamWorker extends Worker {
  private static final long BETWEEN_MILLIS = 200;
  private static final Pattern ITERATOR = Pattern.compile("ShardIterator\" ?: ?\"([^\"]+)\"");
  private static final Pattern DATA = Pattern.compile("\"Data\" ?: ?\"([^\"]+)\"");

  private final MappingSetup setup;
  private String iterator;

  StreamWorker(MappingSetup setup, URI server, String stream) throws IOException {
    super(server);
    this.setup = setup;
    try (Connection connection = new Connection(server)) {
      this.iterator =
          iterator(
              connection
                  .call(
                      setup.kinesis(
                          "GetShardIterator",
                          "{\"StreamName\":\""
                              + stream
                              + "\",\"ShardId\":\"shardId-000000000000\",\"ShardIteratorType\":\"LATEST\"}"))
                  .body());
    }
    start();
  }

  @Override
  List<Integer> take(Connection on) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    String body =
        on.call(setup.kinesis("GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}")).body();
    iterator = iterator(body);
    List<Integer> numbers = new ArrayList<>();
    Matcher data = DATA.matcher(body);
    while (data.find()) {
      byte[] text = Base64.getDecoder().decode(data.group(1));
      numbers.add(Integer.parseInt(new String(text, StandardCharsets.UTF_8)));
    }
    return numbers;
  }

  @Override
  void settle(Connection on) {}

  private static String iterator(String body) throws IOException {
    Matcher found = ITERATOR.matcher(body);
    if (!found.find()) {
      throw new IOException("no iterator in " + body);
    }
    return found.group(1);
  }
}
