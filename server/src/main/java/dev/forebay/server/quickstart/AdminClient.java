package dev.forebay.server.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the demonstration asks of the server under {@code /_forebay/}. Confined to one thread. */
final class AdminClient {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(40);

  private final URI endpoint;
  private final JsonMapper json = JsonMapper.builder().build();
  private final HttpClient http = HttpClient.newHttpClient();

  AdminClient(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * One step of an event's way.
   *
   * @param name such as {@code received}
   * @param text what happened, and why
   */
  record Step(Instant at, String name, String text) {}

  /** Brings the clock forward; returns when all that fell due meanwhile has run. */
  void advance(int seconds) {
    ask(
        HttpRequest.newBuilder(endpoint.resolve("/_forebay/clock"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"advance\": " + seconds + "}")));
  }

  /** Waits until nothing is in flight, queued or due. */
  void awaitQuiet() {
    ask(
        HttpRequest.newBuilder(endpoint.resolve("/_forebay/quiet"))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** The steps of an event in their order, by whichever ways it went; the newest 100 events. */
  List<Step> steps(String query) {
    JsonNode answer =
        ask(HttpRequest.newBuilder(endpoint.resolve("/_forebay/events?" + query)).GET());
    List<Step> steps = new ArrayList<>();
    for (JsonNode event : answer.path("events")) {
      for (JsonNode step : event.path("steps")) {
        steps.add(
            new Step(
                Instant.parse(step.path("at").asText()),
                step.path("step").asText(),
                step.path("text").asText()));
      }
    }
    steps.sort(Comparator.comparing(Step::at));
    return steps;
  }

  private JsonNode ask(HttpRequest.Builder request) {
    try {
      return json.readTree(
          http.send(request.timeout(LONGEST_ANSWER).build(), HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the demonstration was interrupted", e);
    }
  }
}
