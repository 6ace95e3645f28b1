package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Each file under {@code golden/<protocol>/<operation>/} holds a request, a line of three dashes
 * and the answer, byte for byte. Its first line names where it comes from.
 */
class GoldenTest {
  private final Loopback wire =
      new Loopback(
          ServiceBinding.of("lambda")
              .on("CreateFunction", CreateFunctionRequest::builder, (context, it) -> created(it))
              .on(
                  "GetFunction",
                  GetFunctionRequest::builder,
                  (context, request) -> missing(request))
              .on(
                  "Invoke",
                  InvokeRequest::builder,
                  (context, request) ->
                      InvokeResponse.builder()
                          .statusCode(200)
                          .executedVersion("$LATEST")
                          .logResult("bG9n")
                          .payload(request.payload())
                          .build())
              .build(),
          ServiceBinding.of("logs")
              .on(
                  "CreateLogGroup",
                  CreateLogGroupRequest::builder,
                  (context, request) -> createLogGroup(request))
              .build(),
          ServiceBinding.of("sts")
              .on(
                  "GetCallerIdentity",
                  GetCallerIdentityRequest::builder,
                  (context, request) ->
                      GetCallerIdentityResponse.builder()
                          .userId("123456789012")
                          .account("123456789012")
                          .arn("arn:aws:iam::123456789012:root")
                          .build())
              .on(
                  "AssumeRole",
                  AssumeRoleRequest::builder,
                  (context, request) -> AssumeRoleResponse.builder().build())
              .build());

  private static CreateFunctionResponse created(CreateFunctionRequest request) {
    return CreateFunctionResponse.builder()
        .functionName(request.functionName())
        .functionArn("arn:aws:lambda:us-east-1:123456789012:function:" + request.functionName())
        .runtime(request.runtimeAsString())
        .role(request.role())
        .handler(request.handler())
        .codeSize((long) request.code().zipFile().asByteArrayUnsafe().length)
        .timeout(3)
        .memorySize(128)
        .lastModified("2025-11-25T02:26:54.000+0000")
        .version("$LATEST")
        .tracingConfig(tracing -> tracing.mode("PassThrough"))
        .state("Pending")
        .packageType("Zip")
        .architecturesWithStrings("x86_64")
        .ephemeralStorage(storage -> storage.size(512))
        .build();
  }

  private static GetFunctionResponse missing(GetFunctionRequest request) {
    throw new AwsException(
        "ResourceNotFoundException",
        404,
        "Function not found: " + request.functionName() + ":" + request.qualifier());
  }

  private static CreateLogGroupResponse createLogGroup(CreateLogGroupRequest request) {
    if (request.logGroupName().equals("exists")) {
      throw new AwsException(
          "ResourceAlreadyExistsException", 400, "The specified log group already exists");
    }
    return CreateLogGroupResponse.builder().build();
  }

  static Stream<Path> files() throws IOException, URISyntaxException {
    URL golden = GoldenTest.class.getResource("/golden");
    assertThat(golden).isNotNull();
    try (Stream<Path> all = Files.walk(Path.of(golden.toURI()))) {
      return all.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theAnswerIsTheRecordedOne(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).startsWith("# origin: ");
    String exchange = text.substring(text.indexOf('\n') + 1);
    int cut = exchange.indexOf("\n---\n");
    WireResponse response = wire.answer(request(exchange.substring(0, cut)), scope(file));
    StringBuilder answer = new StringBuilder().append(response.status()).append('\n');
    response.headers().forEach((name, value) -> answer.append(name + ": " + value + "\n"));
    answer.append('\n').append(response.body().toUtf8());
    assertThat(answer.toString().stripTrailing())
        .isEqualTo(exchange.substring(cut + "\n---\n".length()).stripTrailing());
  }

  private static Optional<String> scope(Path file) {
    String protocol = file.getName(file.getNameCount() - 3).toString();
    return switch (protocol) {
      case "restJson1" -> Optional.of("lambda");
      case "awsJson1_1" -> Optional.of("logs");
      default -> Optional.of("sts");
    };
  }

  private static WireRequest request(String text) {
    int blank = text.indexOf("\n\n");
    List<String> head =
        (blank < 0 ? text : text.substring(0, blank)).lines().filter(l -> !l.isEmpty()).toList();
    String method = head.getFirst().substring(0, head.getFirst().indexOf(' '));
    String target = head.getFirst().substring(method.length() + 1);
    int question = target.indexOf('?');
    Headers.Builder headers = Headers.builder();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(": ");
      headers.add(line.substring(0, colon), line.substring(colon + 2));
    }
    return new WireRequest(
        method,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        headers.build(),
        blank < 0 ? Bytes.EMPTY : Bytes.utf8(text.substring(blank + 2)));
  }
}
