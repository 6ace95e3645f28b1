package dev.forebay.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code forebay explain}: asks a running server why a call was denied, and prints it for people.
 * Confined to one thread.
 */
final class Explanation {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final URI endpoint;
  private final PrintWriter out;

  /**
   * An explanation.
   *
   * @param endpoint where the server is
   * @param out takes the lines
   */
  Explanation(URI endpoint, PrintWriter out) {
    this.endpoint = endpoint;
    this.out = out;
  }

  /**
   * Prints why a call was denied, or what was denied lately.
   *
   * @return the exit status: 1 when the server knows no such denial
   * @throws IOException when there is no server
   */
  int print(Optional<String> requestId) throws IOException, InterruptedException {
    HttpResponse<String> response = ask(requestId);
    JsonNode answer = JsonMapper.builder().build().readTree(response.body());
    if (response.statusCode() != 200) {
      out.println("forebay: " + answer.path("message").asText(answer.path("Message").asText()));
      return 1;
    }
    if (answer.path("denials").isEmpty()) {
      out.println("Nothing was denied since the start or the last reset.");
    }
    for (JsonNode denial : answer.path("denials")) {
      if (requestId.isPresent()) {
        explain(denial);
      } else {
        out.println(text(denial, "at") + "  " + text(denial, "requestId"));
        out.println("    " + text(denial, "message"));
      }
    }
    return 0;
  }

  private HttpResponse<String> ask(Optional<String> requestId)
      throws IOException, InterruptedException {
    String path =
        "/_forebay/why-denied"
            + requestId.map(id -> "/" + URLEncoder.encode(id, StandardCharsets.UTF_8)).orElse("");
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LONGEST).build()) {
      return http.send(
          HttpRequest.newBuilder(endpoint.resolve(path)).timeout(LONGEST).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("no server answers at " + endpoint, e);
    }
  }

  private void explain(JsonNode denial) {
    out.println(
        "%s of %s was denied at %s (request %s)"
            .formatted(
                text(denial, "operation"),
                text(denial, "service"),
                text(denial, "at"),
                text(denial, "requestId")));
    out.println(text(denial, "message"));
    for (JsonNode refused : denial.path("refused")) {
      out.println();
      line("principal", text(denial, "principal"));
      line("action", text(refused, "action"));
      line("resource", text(refused, "resource"));
      line("owned by", text(refused, "resourceAccount"));
      if (refused.has("deniedBy")) {
        statement("denied by", refused.path("deniedBy"));
      }
      for (JsonNode missing : refused.path("missing")) {
        line("missing", "no " + missing.asText() + " allows it");
      }
      for (JsonNode nearly : refused.path("nearly")) {
        statement("nearly", nearly);
      }
      for (JsonNode policy : refused.path("policies")) {
        line(
            "asked",
            "%s \"%s\" of %s"
                .formatted(text(policy, "type"), text(policy, "name"), text(policy, "attachedTo")));
      }
      refused
          .path("keys")
          .properties()
          .forEach(key -> line("key", key.getKey() + " = " + values(key.getValue())));
    }
  }

  private void statement(String label, JsonNode statement) {
    line(
        label,
        "statement %s (%s, line %s, column %s) of %s \"%s\" of %s"
            .formatted(
                statement.has("sid") ? "\"" + text(statement, "sid") + "\"" : "without a Sid",
                "number " + (statement.path("index").asInt() + 1),
                text(statement, "line"),
                text(statement, "column"),
                text(statement, "type"),
                text(statement, "policy"),
                text(statement, "attachedTo")));
    line("", statement.path("statement").toString());
    for (JsonNode miss : statement.path("misses")) {
      line("  but", text(miss, "element") + ": " + text(miss, "text"));
    }
  }

  private void line(String label, String text) {
    out.println("  %-10s %s".formatted(label, text));
  }

  private static String values(JsonNode values) {
    return values.size() == 1 ? values.get(0).asText() : values.toString();
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asText();
  }
}
