package dev.forebay.server.cli;

import dev.forebay.model.Region;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;

/**
 * What the server is put through while the JVM records which classes it loads and which methods are
 * busy: the calls that most users make first. Answers are not judged, since a machine without
 * Python starts quickly too. Confined to one thread.
 */
final class Rehearsal {
  private static final String NAME = "rehearsal";
  private static final String HANDLER = "def handle(event, context):\n    return event\n";

  /** Enough for the JVM to see which methods are busy. */
  private static final int INVOKES = 300;

  private final URI endpoint;
  private final AwsBasicCredentials credentials = AwsBasicCredentials.create("test", "test");
  private final software.amazon.awssdk.regions.Region region;

  Rehearsal(URI endpoint, Region region) {
    this.endpoint = endpoint;
    this.region = software.amazon.awssdk.regions.Region.of(region.value());
  }

  /** Makes the calls. */
  void run() throws IOException {
    try (LambdaClient lambda =
        LambdaClient.builder()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      functions(lambda);
    }
    try (CloudWatchLogsClient logs =
        CloudWatchLogsClient.builder()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      logs(logs);
    }
    admin("GET", "/_forebay/health");
    admin("GET", "/_forebay/metrics");
    admin("GET", "/_forebay/fidelity");
    admin("POST", "/_forebay/reset");
  }

  private void functions(LambdaClient lambda) throws IOException {
    byte[] code = zip();
    lambda.listFunctions();
    try {
      lambda.getFunction(request -> request.functionName(NAME));
    } catch (LambdaException notYetThere) {
      lambda.createFunction(request ->
          request
              .functionName(NAME)
              .runtime("python3.13")
              .handler("handler.handle")
              .role("arn:aws:iam::000000000000:role/rehearsal")
              .code(zip -> zip.zipFile(SdkBytes.fromByteArray(code))));
    }
    lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(NAME));
    for (int i = 0; i < INVOKES; i++) {
      lambda.invoke(request ->
          request
              .functionName(NAME)
              .logType(LogType.TAIL)
              .payload(SdkBytes.fromUtf8String("{\"n\":1}")));
    }
    lambda.publishVersion(request -> request.functionName(NAME));
    lambda.createAlias(request -> request.functionName(NAME).name("live").functionVersion("1"));
    lambda.invoke(request -> request.functionName(NAME).qualifier("live"));
    lambda.listFunctions();
    lambda.deleteFunction(request -> request.functionName(NAME));
  }

  private static void logs(CloudWatchLogsClient logs) {
    String group = "/aws/lambda/" + NAME;
    try {
      logs.describeLogGroups();
      logs.describeLogStreams(request -> request.logGroupName(group));
      logs.filterLogEvents(request -> request.logGroupName(group));
    } catch (CloudWatchLogsException nothingWasPrinted) {
      logs.describeLogGroups();
    }
  }

  private void admin(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(30_000);
    try (InputStream answer = connection.getInputStream()) {
      answer.readAllBytes();
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
