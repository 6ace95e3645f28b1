package dev.forebay.server.denied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.server.Forebay;
import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A denied call, from the header of its answer to the policy that makes it pass. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhyDeniedTest {
  private static final AwsBasicCredentials ROOT = AwsBasicCredentials.create("test", "test");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Forebay forebay;
  private IamClient iam;

  @BeforeAll
  void start() {
    forebay =
        Forebay.start(
            Settings.from(
                new SettingSources()
                    .flag(Key.PORT, "0")
                    .flag(Key.DURABILITY, "memory")
                    .flag(Key.DATA_DIR, Path.of("target", "why-denied").toString())));
    iam = client(IamClient.builder(), ROOT);
  }

  @AfterAll
  void stop() {
    iam.close();
    forebay.close();
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, AwsBasicCredentials credentials) {
    return builder
        .endpointOverride(forebay.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  private AwsBasicCredentials user(String name) {
    iam.createUser(r -> r.userName(name));
    AccessKey key = iam.createAccessKey(r -> r.userName(name)).accessKey();
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  private JsonNode get(String path, int status) throws Exception {
    return ask(HttpRequest.newBuilder(forebay.endpoint().resolve(path)), status);
  }

  private JsonNode suggest(String body, int status) throws Exception {
    return ask(
        HttpRequest.newBuilder(forebay.endpoint().resolve("/_forebay/suggest-policy"))
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        status);
  }

  private static JsonNode ask(HttpRequest.Builder request, int status)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              request.timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      return JSON.readTree(response.body());
    }
  }

  private static AwsServiceException denied(Runnable call) {
    AwsServiceException denied = catchThrowableOfType(AwsServiceException.class, call::run);
    assertThat(denied).isNotNull();
    assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
    return denied;
  }

  private static String why(AwsServiceException denied) {
    return denied
        .awsErrorDetails()
        .sdkHttpResponse()
        .firstMatchingHeader("x-forebay-why")
        .orElseThrow();
  }

  @Test
  void theAnswerPointsToWhatNearlyAllowedTheCall() throws Exception {
    AwsBasicCredentials ann = user("ann");
    iam.putUserPolicy(r ->
        r.userName("ann")
            .policyName("inside")
            .policyDocument(
                """
                {"Version":"2012-10-17","Statement":[{"Sid":"In","Effect":"Allow",
                 "Action":"sqs:CreateQueue","Resource":"*",
                 "Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}]}\
                """));
    try (SqsClient sqs = client(SqsClient.builder(), ann)) {
      AwsServiceException denied = denied(() -> sqs.createQueue(r -> r.queueName("q")));
      assertThat(denied.awsErrorDetails().errorMessage())
          .as("AWS's own message, without a word of ours")
          .isEqualTo(
              "User: arn:aws:iam::000000000000:user/ann is not authorized to perform:"
                  + " sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:000000000000:q because no"
                  + " identity-based policy allows the sqs:CreateQueue action");
      assertThat(why(denied)).isEqualTo("/_forebay/why-denied/" + denied.requestId());

      JsonNode told = get(why(denied), 200).path("denials").path(0);
      assertThat(told.path("principal").asText()).isEqualTo("arn:aws:iam::000000000000:user/ann");
      JsonNode refused = told.path("refused").path(0);
      assertThat(refused.path("missing").path(0).asText()).isEqualTo("identity-based policy");
      JsonNode near = refused.path("nearly").path(0);
      assertThat(near.path("sid").asText()).isEqualTo("In");
      assertThat(near.path("statement").path("Action").asText()).isEqualTo("sqs:CreateQueue");
      assertThat(near.path("misses").path(0).path("wanted").path(0).asText())
          .isEqualTo("10.0.0.0/8");
      assertThat(near.path("misses").path(0).path("had").path(0).asText()).isEqualTo("127.0.0.1");
      assertThat(refused.path("keys").path("aws:sourceip").path(0).asText()).isEqualTo("127.0.0.1");

      assertThat(get("/_forebay/why-denied?limit=1", 200).path("denials")).hasSize(1);
    }
  }

  @Test
  void anExplicitDenialIsToldWithItsStatement() throws Exception {
    AwsBasicCredentials eve = user("eve");
    iam.putUserPolicy(r ->
        r.userName("eve")
            .policyName("never")
            .policyDocument(
                """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Sid":"NoPurge","Effect":"Deny","Action":"sqs:PurgeQueue","Resource":"*"}]}\
                """));
    try (SqsClient sqs = client(SqsClient.builder(), eve)) {
      String url = sqs.createQueue(r -> r.queueName("kept")).queueUrl();
      AwsServiceException denied = denied(() -> sqs.purgeQueue(r -> r.queueUrl(url)));
      JsonNode by =
          get(why(denied), 200).path("denials").path(0).path("refused").path(0).path("deniedBy");
      assertThat(by.path("sid").asText()).isEqualTo("NoPurge");
      assertThat(by.path("policy").asText()).isEqualTo("never");
      assertThat(by.path("index").asInt()).isEqualTo(1);
      assertThat(by.path("line").asInt()).isEqualTo(3);
      JsonNode suggestion = suggest("{\"principal\":\"arn:aws:iam::000000000000:user/eve\"}", 200);
      assertThat(suggestion.has("policy")).isFalse();
      assertThat(suggestion.path("remove").path(0).path("sid").asText()).isEqualTo("NoPurge");
    }
  }

  @Test
  void aSuggestedPolicyMakesTheDeniedCallsPass() throws Exception {
    AwsBasicCredentials bob = user("bob");
    String arn = "arn:aws:iam::000000000000:user/bob";
    try (SqsClient sqs = client(SqsClient.builder(), bob)) {
      denied(() -> sqs.createQueue(r -> r.queueName("bobs").tags(Map.of("team", "b"))));
      denied(sqs::listQueues);
      String url = forebay.endpoint() + "/000000000000/bobs";
      denied(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("m")));
      JsonNode suggestion = suggest("{\"principal\":\"" + arn + "\"}", 200);
      assertThat(suggestion.path("denials").asInt()).isEqualTo(3);
      assertThat(suggestion.path("policy").toString())
          .contains("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:bobs")
          .doesNotContain("sqs:*");
      iam.putUserPolicy(r ->
          r.userName("bob")
              .policyName("suggested")
              .policyDocument(suggestion.path("policy").toString()));
      sqs.createQueue(r -> r.queueName("bobs").tags(Map.of("team", "b")));
      sqs.sendMessage(r -> r.queueUrl(url).messageBody("m"));
      sqs.listQueues();
      denied(() -> sqs.deleteQueue(r -> r.queueUrl(url)));
    }
  }

  @Test
  void aRefusalThatADenialLedToPointsToIt() throws Exception {
    String role =
        iam.createRole(r ->
                r.roleName("poor")
                    .assumeRolePolicyDocument(
                        """
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow",
                         "Principal":{"Service":"lambda.amazonaws.com"},
                         "Action":"sts:AssumeRole"}}\
                        """))
            .role()
            .arn();
    try (LambdaClient lambda = client(LambdaClient.builder(), ROOT);
        SqsClient sqs = client(SqsClient.builder(), ROOT)) {
      sqs.createQueue(r -> r.queueName("source"));
      lambda.createFunction(r ->
          r.functionName("poor")
              .role(role)
              .runtime("provided.al2023")
              .handler("h")
              .code(c -> c.zipFile(SdkBytes.fromByteArray(zip()))));
      AwsServiceException refused =
          catchThrowableOfType(
              AwsServiceException.class,
              () ->
                  lambda.createEventSourceMapping(r ->
                      r.functionName("poor")
                          .eventSourceArn("arn:aws:sqs:us-east-1:000000000000:source")));
      assertThat(refused.awsErrorDetails().errorMessage())
          .contains("The function execution role does not have permissions to call");
      assertThat(get(why(refused), 200).path("denials").path(0).path("principal").asText())
          .isEqualTo("arn:aws:sts::000000000000:assumed-role/poor/poor");
    }
  }

  private static byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("bootstrap"));
      zip.write("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsNotKnownOrNotMeantIsSaid() throws Exception {
    assertThat(get("/_forebay/why-denied/nobody", 404).toString()).contains("nobody");
    get("/_forebay/why-denied?limit=0", 400);
    get("/_forebay/why-denied/", 404);
    suggest("{}", 400);
    suggest("{\"principal\":\"x\",\"since\":\"yesterday\"}", 400);
    suggest("{\"principal\":7}", 400);
    assertThat(suggest("{\"principal\":\"x\",\"since\":\"2026-01-31T12:00:00Z\"}", 200))
        .isEqualTo(JSON.readTree("{\"principal\":\"x\",\"denials\":0}"));
  }
}
