package dev.forebay.server.cli;

import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What the server is put through while the JVM records which classes it loads: the calls that most
 * users make first. Answers are not judged, since a machine without Python starts quickly too.
 * Confined to one thread.
 *
 * <p>The client is the JDK's, not the SDK's: all that is recorded is loaded at every start, and a
 * server needs no client.
 */
final class Rehearsal {
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final String NAME = "rehearsal";
  private static final String HANDLER =
      """
      def handle(event, context):
          print(event)
          return event
      """;

  /** So that one environment is used again, and what that needs is loaded. */
  private static final int INVOKES = 10;

  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 30_000;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final URI endpoint;
  private final Region region;
  private final Clock clock;

  Rehearsal(URI endpoint, Region region, Clock clock) {
    this.endpoint = endpoint;
    this.region = region;
    this.clock = clock;
  }

  /** Makes the calls. */
  void run() throws IOException {
    String function = FUNCTIONS + "/" + NAME;
    lambda("GET", FUNCTIONS, "");
    lambda("GET", function, "");
    lambda(
        "POST",
        FUNCTIONS,
        """
        {"FunctionName":"%s","Runtime":"python3.13","Handler":"handler.handle",
         "Role":"arn:aws:iam::000000000000:role/rehearsal","Timeout":10,
         "Code":{"ZipFile":"%s"}}\
        """
            .formatted(NAME, Base64.getEncoder().encodeToString(zip())));
    lambda("GET", function, "");
    for (int i = 0; i < INVOKES; i++) {
      lambda("POST", function + "/invocations", "{\"n\":1}");
    }
    lambda("POST", function + "/versions", "{}");
    lambda("POST", function + "/aliases", "{\"Name\":\"live\",\"FunctionVersion\":\"1\"}");
    lambda("POST", function + "/invocations?Qualifier=live", "{}");
    lambda("GET", FUNCTIONS, "");
    logs("DescribeLogGroups", "{}");
    logs("FilterLogEvents", "{\"logGroupName\":\"/aws/lambda/%s\"}".formatted(NAME));
    lambda("DELETE", function, "");
    send("GET", "/_forebay/health", new byte[0]);
    send("GET", "/_forebay/metrics", new byte[0]);
    send("POST", "/_forebay/reset", new byte[0]);
  }

  private void lambda(String method, String path, String body) throws IOException {
    send(
        method,
        path,
        body.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/json",
        "X-Amz-Log-Type",
        "Tail",
        "Authorization",
        authorization("lambda"));
  }

  private void logs(String operation, String body) throws IOException {
    send(
        "POST",
        "/",
        body.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/x-amz-json-1.1",
        "X-Amz-Target",
        "Logs_20140328." + operation,
        "Authorization",
        authorization("logs"));
  }

  /** The key is nobody's, so the signature is not looked at. */
  private String authorization(String service) {
    return "AWS4-HMAC-SHA256 Credential=test/%s/%s/%s/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target;x-amz-log-type, Signature=%s"
        .formatted(now().substring(0, 8), region, service, "0".repeat(64));
  }

  private String now() {
    return DATE.format(clock.now());
  }

  private void send(String method, String path, byte[] body, String... headers) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(ANSWER_MILLIS);
    connection.setRequestProperty("X-Amz-Date", now());
    for (int i = 0; i < headers.length; i += 2) {
      connection.setRequestProperty(headers[i], headers[i + 1]);
    }
    if (body.length > 0) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body);
    }
    boolean refused = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
    try (InputStream answer = refused ? connection.getErrorStream() : connection.getInputStream()) {
      if (answer != null) {
        answer.readAllBytes();
      }
    }
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("handler.py"));
      zip.write(HANDLER.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
