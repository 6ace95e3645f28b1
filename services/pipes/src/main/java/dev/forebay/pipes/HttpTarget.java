package dev.forebay.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.HttpParameters;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.PipeTargetHttpParameters;

/**
 * An API destination of EventBridge's, whose endpoint gets one item at a time, signed in as its
 * connection says.
 *
 * @param arn the destination
 * @param pipe the pipe's name
 * @param path texts in the place of the endpoint's stars, or paths to them
 * @param headers likewise
 * @param query likewise
 */
record HttpTarget(
    Arn arn, String pipe, List<String> path, Map<String, String> headers, Map<String, String> query)
    implements PipeTarget {
  /** What the resource of such a destination's ARN starts with. */
  static final String RESOURCE = "api-destination/";

  HttpTarget {
    path = List.copyOf(path);
    headers = Map.copyOf(headers);
    query = Map.copyOf(query);
  }

  static HttpTarget of(
      CreatePipeRequest request, Arn arn, @Nullable PipeTargetHttpParameters parameters) {
    PipeTargetHttpParameters given =
        parameters == null ? PipeTargetHttpParameters.builder().build() : parameters;
    return new HttpTarget(
        arn,
        request.name(),
        given.pathParameterValues(),
        given.headerParameters(),
        given.queryStringParameters());
  }

  @Override
  public int most() {
    return 1;
  }

  @Override
  public Handed hand(PipeCalls calls, List<JsonNode> items, List<JsonNode> events, Instant now) {
    for (int i = 0; i < items.size(); i++) {
      JsonNode event = events.get(i);
      calls.call(
          arn,
          "InvokeApiDestination",
          Target.builder()
              .id(pipe)
              .arn(arn.toString())
              .input(PipeTarget.text(items.get(i)))
              .httpParameters(
                  HttpParameters.builder()
                      .pathParameterValues(values(event))
                      .headerParameters(values(headers, event))
                      .queryStringParameters(values(query, event))
                      .build())
              .build(),
          PutEventsResponse.class);
    }
    return new Handed.All();
  }

  private List<String> values(JsonNode event) {
    List<String> values = new ArrayList<>();
    path.forEach(each -> values.add(value(each, event)));
    return values;
  }

  private static Map<String, String> values(Map<String, String> given, JsonNode event) {
    Map<String, String> values = new HashMap<>();
    given.forEach((name, each) -> values.put(name, value(each, event)));
    return values;
  }

  // A path that leads nowhere is an empty text.
  private static String value(String given, JsonNode event) {
    String value = PipeTarget.value(given, event);
    return value == null ? "" : value;
  }
}
