package dev.forebay.dynamodb.comparison;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.dynamodb.DynamoBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What DynamoDB Local keeps for one access key. Thread-safe. */
final class LocalDatabase implements Side {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;
  private final String key;

  LocalDatabase(URI address, String key) {
    this.address = address;
    this.key = key;
  }

  @Override
  public Answer answer(String operation, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("X-Amz-Target", DynamoBench.target(operation))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential="
                    + key
                    + "/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host,"
                    + " Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
