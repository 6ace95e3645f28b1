package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Long-polls a queue and deletes what it got. */
final class QueueWorker extends Worker {
  private static final Pattern MESSAGE = Pattern.compile("\"Body\" ?: ?\"([0-9]+)\"");
  private static final Pattern HANDLE = Pattern.compile("\"ReceiptHandle\" ?: ?\"([^\"]+)\"");

  private final MappingSetup setup;
  private final String queue;
  private final List<String> handles = new ArrayList<>();

  QueueWorker(MappingSetup setup, URI server, String queue) throws IOException {
    super(server);
    this.setup = setup;
    this.queue = "{\"QueueUrl\":\"" + setup.queueUrl(queue) + "\",";
    start();
  }

  @Override
  List<Integer> take(Connection on) throws IOException {
    String body =
        on.call(
                setup.sqs(
                    "ReceiveMessage", queue + "\"MaxNumberOfMessages\":10,\"WaitTimeSeconds\":20}"))
            .body();
    Matcher handle = HANDLE.matcher(body);
    while (handle.find()) {
      handles.add(handle.group(1));
    }
    List<Integer> numbers = new ArrayList<>();
    Matcher message = MESSAGE.matcher(body);
    while (message.find()) {
      numbers.add(Integer.parseInt(message.group(1)));
    }
    return numbers;
  }

  @Override
  void settle(Connection on) throws IOException {
    for (String handle : handles) {
      Connection.Answer _ =
          on.call(setup.sqs("DeleteMessage", queue + "\"ReceiptHandle\":\"" + handle + "\"}"));
    }
    handles.clear();
  }
}
