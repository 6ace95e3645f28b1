package dev.forebay.server.quickstart;

import dev.forebay.model.Region;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Deploys the example functions with the AWS SDK over the wire, invokes each with a real event and
 * prints what came back; then lets a queue and a stream feed one, and events go from service to
 * service. Running it again updates the functions. Confined to one thread.
 */
public final class Demonstration {
  private static final String ROLE = "arn:aws:iam::000000000000:role/quickstart";
  private static final List<Example> EXAMPLES =
      List.of(
          new Example(
              "python-orders", "python3.13", "handler.handle", "sqs.json", Optional.empty()),
          new Example("node-greeting", "nodejs22.x", "index.handler", "s3.json", Optional.empty()),
          new Example("java-inventory", "java25", "Inventory", "inventory.json", Optional.empty()),
          new Example("shell-runtime", "provided.al2023", "", "hello.json", Optional.of("curl")));

  /** Fed by a queue and a stream rather than invoked. */
  private static final Example FED =
      new Example("python-payments", "python3.13", "handler.handle", "", Optional.empty());

  /** Along the ways of events from service to service; one package of several handlers. */
  private static final List<Example> ALONG_WAYS =
      List.of(
          new Example(Ways.STORER, "python3.13", "handler.store", "", Optional.empty()),
          new Example(Ways.TELLER, "python3.13", "handler.tell", "", Optional.empty()),
          new Example(Ways.HEARER, "python3.13", "handler.hear", "", Optional.empty()));

  private final URI endpoint;
  private final Region region;
  private final Path examples;
  private final Path javaLibraries;
  private final PrintWriter out;

  /**
   * A demonstration.
   *
   * @param endpoint the running server
   * @param region where the functions are deployed
   * @param examples the folder of the examples
   * @param home the distribution, which holds the libraries that Java functions compile against
   * @param out where it tells what happens
   */
  public Demonstration(URI endpoint, Region region, Path examples, Path home, PrintWriter out) {
    this.endpoint = endpoint;
    this.region = region;
    this.examples = examples;
    this.javaLibraries = home.resolve("runtimes/java");
    this.out = out;
  }

  /** Runs all examples; says whether each that this machine can run answered without an error. */
  public boolean run() {
    boolean good = true;
    try (LambdaClient lambda = client(LambdaClient.builder());
        SqsClient sqs = client(SqsClient.builder());
        KinesisClient kinesis = client(KinesisClient.builder())) {
      for (Example example : EXAMPLES) {
        good &= show(lambda, example);
      }
      deploy(lambda, FED, ExamplePackage.of(examples.resolve(FED.name()), javaLibraries));
      good &= new Feeds(endpoint, lambda, sqs, kinesis, out).run(FED.name());
      good &= showWays(lambda, sqs);
    } catch (IOException e) {
      throw new UncheckedIOException("the examples cannot be read", e);
    }
    out.println();
    out.println("Try it yourself:");
    out.println("  export AWS_ENDPOINT_URL=" + endpoint);
    out.println(
        "  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=" + region);
    out.println("  aws lambda list-functions --query 'Functions[].FunctionName'");
    out.println("  aws logs tail /aws/lambda/python-orders");
    out.flush();
    return good;
  }

  private boolean showWays(LambdaClient lambda, SqsClient sqs) throws IOException {
    byte[] code = ExamplePackage.of(examples.resolve("python-ways"), javaLibraries);
    for (Example example : ALONG_WAYS) {
      deploy(lambda, example, code);
    }
    try (S3Client s3 = client(S3Client.builder().forcePathStyle(true));
        SnsClient sns = client(SnsClient.builder());
        DynamoDbClient dynamoDb = client(DynamoDbClient.builder());
        EventBridgeClient events = client(EventBridgeClient.builder());
        CloudWatchLogsClient logs = client(CloudWatchLogsClient.builder());
        CognitoIdentityProviderClient cognito = client(CognitoIdentityProviderClient.builder())) {
      Ways.Clients clients =
          new Ways.Clients(lambda, s3, sns, sqs, dynamoDb, events, logs, cognito);
      return new Ways(new AdminClient(endpoint), clients, out).run(region.value());
    }
  }

  private boolean show(LambdaClient lambda, Example example) {
    out.println();
    if (example.program().isPresent() && !onPath(example.program().get())) {
      out.printf("%s: left out, needs %s%n", example.name(), example.program().get());
      return true;
    }
    try {
      byte[] code = ExamplePackage.of(examples.resolve(example.name()), javaLibraries);
      byte[] event = Files.readAllBytes(examples.resolve("events").resolve(example.event()));
      deploy(lambda, example, code);
      InvokeResponse answer =
          lambda.invoke(request ->
              request
                  .functionName(example.name())
                  .logType(LogType.TAIL)
                  .payload(SdkBytes.fromByteArray(event)));
      out.printf(
          "%s (%s), %d bytes of event in%n", example.name(), example.runtime(), event.length);
      logLines(answer).forEach(line -> out.println("    | " + line));
      out.println("    -> " + answer.payload().asUtf8String());
      // Without the interpreter nothing is wrong with the server, and the answer says what to do.
      return answer.functionError() == null
          || answer.payload().asUtf8String().contains("no interpreter was found");
    } catch (LambdaException e) {
      out.printf("%s: %s%n", example.name(), e.getMessage());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the examples cannot be read", e);
    }
  }

  private static void deploy(LambdaClient lambda, Example example, byte[] code) {
    try {
      lambda.createFunction(request ->
          request
              .functionName(example.name())
              .runtime(example.runtime())
              .handler(example.handler().isEmpty() ? "bootstrap" : example.handler())
              .role(ROLE)
              .timeout(10)
              .memorySize(256)
              .code(zip -> zip.zipFile(SdkBytes.fromByteArray(code))));
      lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(example.name()));
    } catch (ResourceConflictException exists) {
      lambda.updateFunctionCode(
          request -> request.functionName(example.name()).zipFile(SdkBytes.fromByteArray(code)));
      lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(example.name()));
    }
  }

  private static List<String> logLines(InvokeResponse answer) {
    if (answer.logResult() == null) {
      return List.of();
    }
    String log = new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8);
    return log.lines().filter(line -> !line.isBlank()).toList();
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(software.amazon.awssdk.regions.Region.of(region.value()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
