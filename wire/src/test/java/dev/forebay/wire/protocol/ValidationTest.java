package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** The texts of refusals, as recorded against AWS, byte for byte. */
class ValidationTest {
  private static final String FUNCTION_PATTERN =
      "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
          + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
  private static final String ROLE_PATTERN =
      "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
  private static final String RUNTIMES =
      "[nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x,"
          + " java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8,"
          + " python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x,"
          + " provided.al2, java8.al2]";
  private static final String ROLE = "\"Role\":\"arn:aws:iam::123456789012:role/r\"";
  private static final String FUNCTIONS = "/2015-03-31/functions";

  private final Loopback lambda =
      new Loopback(
          ServiceBinding.of("lambda")
              .on(
                  "CreateFunction",
                  CreateFunctionRequest::builder,
                  (context, request) -> CreateFunctionResponse.builder().build())
              .on(
                  "GetFunction",
                  GetFunctionRequest::builder,
                  (context, request) -> GetFunctionResponse.builder().build())
              .on(
                  "CreateAlias",
                  CreateAliasRequest::builder,
                  (context, request) -> CreateAliasResponse.builder().build())
              .on(
                  "AddPermission",
                  AddPermissionRequest::builder,
                  (context, request) -> AddPermissionResponse.builder().build())
              .on(
                  "UntagResource",
                  UntagResourceRequest::builder,
                  (context, request) -> UntagResourceResponse.builder().build())
              .on(
                  "PublishLayerVersion",
                  PublishLayerVersionRequest::builder,
                  (context, request) -> PublishLayerVersionResponse.builder().build())
              .on(
                  "PutProvisionedConcurrencyConfig",
                  PutProvisionedConcurrencyConfigRequest::builder,
                  (context, request) -> PutProvisionedConcurrencyConfigResponse.builder().build())
              .on(
                  "PutFunctionEventInvokeConfig",
                  PutFunctionEventInvokeConfigRequest::builder,
                  (context, request) -> PutFunctionEventInvokeConfigResponse.builder().build())
              .on(
                  "PutFunctionRecursionConfig",
                  PutFunctionRecursionConfigRequest::builder,
                  (context, request) -> PutFunctionRecursionConfigResponse.builder().build())
              .on(
                  "CreateFunctionUrlConfig",
                  CreateFunctionUrlConfigRequest::builder,
                  (context, request) -> CreateFunctionUrlConfigResponse.builder().build())
              .on(
                  "CreateEventSourceMapping",
                  CreateEventSourceMappingRequest::builder,
                  (context, request) -> CreateEventSourceMappingResponse.builder().build())
              .build());

  private static String create(String members) {
    return "{\"FunctionName\":\"fn\"," + ROLE + ",\"Code\":{}" + members + "}";
  }

  private static String one(String violation) {
    return "1 validation error detected: " + violation;
  }

  private static String failed(String value, String path, String constraint) {
    return "Value '" + value + "' at '" + path + "' failed to satisfy constraint: " + constraint;
  }

  static Stream<Arguments> recorded() {
    String pattern = "Member must satisfy regular expression pattern: ";
    return Stream.of(
        // Function names and ARNs
        Arguments.of(
            "POST " + FUNCTIONS,
            "{\"FunctionName\":\"invalid:function:name\"," + ROLE + ",\"Code\":{}}",
            one(failed("invalid:function:name", "functionName", pattern + FUNCTION_PATTERN))),
        Arguments.of(
            "POST " + FUNCTIONS,
            "{\"FunctionName\":\"" + "a".repeat(141) + "\"," + ROLE + ",\"Code\":{}}",
            one(
                failed(
                    "a".repeat(141),
                    "functionName",
                    "Member must have length less than or equal to 140"))),
        Arguments.of(
            "POST " + FUNCTIONS,
            "{\"FunctionName\":\"my function!\",\"Role\":\"r1\",\"Code\":{}}",
            "2 validation errors detected: "
                + failed("my function!", "functionName", pattern + FUNCTION_PATTERN)
                + "; "
                + failed("r1", "role", pattern + ROLE_PATTERN)),
        Arguments.of(
            "GET " + FUNCTIONS + "/fn?Qualifier=a%20b",
            "",
            one(
                failed(
                    "a b", "qualifier", pattern + "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"))),
        Arguments.of(
            "GET " + FUNCTIONS + "/fn?Qualifier=" + "q".repeat(129),
            "",
            one(
                failed(
                    "q".repeat(129),
                    "qualifier",
                    "Member must have length less than or equal to 128"))),
        // Create and update
        Arguments.of(
            "POST " + FUNCTIONS,
            "{\"FunctionName\":\"fn\",\"Role\":\"r1\",\"Code\":{}}",
            one(failed("r1", "role", pattern + ROLE_PATTERN))),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"Runtime\":\"PYTHON3.9\""),
            "Value PYTHON3.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum"
                + " value set: "
                + RUNTIMES
                + " or be a valid ARN"),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"Architectures\":[\"x86_64\",\"arm64\"]"),
            one(
                failed(
                    "[x86_64, arm64]",
                    "architectures",
                    "Member must have length less than or equal to 1"))),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"Architectures\":[\"X86_64\"]"),
            one(
                failed(
                    "[X86_64]",
                    "architectures",
                    "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64,"
                        + " arm64], Member must not be null]"))),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"VpcConfig\":{\"SubnetIds\":[\"bad\"]}"),
            one(
                failed(
                    "[bad]",
                    "vpcConfig.subnetIds",
                    "Member must satisfy constraint: [Member must have length less than or equal to"
                        + " 1024, Member must have length greater than or equal to 0, Member must"
                        + " satisfy regular expression pattern: subnet-[0-9a-z]*, Member must not"
                        + " be null]"))),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"SnapStart\":{\"ApplyOn\":\"invalidOption\"}"),
            one(
                failed(
                    "invalidOption",
                    "snapStart.applyOn",
                    "Member must satisfy enum value set: [PublishedVersions, None]"))),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"MemorySize\":127,\"Timeout\":901"),
            "2 validation errors detected: "
                + failed("901", "timeout", "Member must have value less than or equal to 900")
                + "; "
                + failed(
                    "127", "memorySize", "Member must have value greater than or equal to 128")),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"Environment\":{\"Variables\":{\"1A\":\"secret\"}}"),
            one(
                "Value at 'environment.variables' failed to satisfy constraint: Map keys must"
                    + " satisfy constraint: [Member must satisfy regular expression pattern:"
                    + " [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]")),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"KMSKeyArn\":\"key\""),
            one(failed("key", "kMSKeyArn", pattern + "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"))),
        Arguments.of(
            "POST " + FUNCTIONS,
            "",
            "3 validation errors detected: Value null at 'functionName' failed to satisfy"
                + " constraint: Member must not be null; Value null at 'role' failed to satisfy"
                + " constraint: Member must not be null; Value null at 'code' failed to satisfy"
                + " constraint: Member must not be null"),
        // Aliases
        Arguments.of(
            "POST " + FUNCTIONS + "/fn/aliases",
            "{\"Name\":\"live\",\"FunctionVersion\":\"1\",\"RoutingConfig\":{"
                + "\"AdditionalVersionWeights\":{\"2\":2.0}}}",
            one(
                failed(
                    "{2=2.0}",
                    "routingConfig.additionalVersionWeights",
                    "Map value must satisfy constraint: [Member must have value less than or equal"
                        + " to 1.0, Member must have value greater than or equal to 0.0, Member"
                        + " must not be null]"))),
        Arguments.of(
            "POST " + FUNCTIONS + "/fn/aliases",
            "{\"Name\":\"live\",\"FunctionVersion\":\"1\",\"RoutingConfig\":{"
                + "\"AdditionalVersionWeights\":{\"$LATEST\":0.5}}}",
            one(
                failed(
                    "{$LATEST=0.5}",
                    "routingConfig.additionalVersionWeights",
                    "Map keys must satisfy constraint: [Member must have length less than or equal"
                        + " to 1024, Member must have length greater than or equal to 1, Member"
                        + " must satisfy regular expression pattern: [0-9]+, Member must not be"
                        + " null]"))),
        Arguments.of(
            "POST " + FUNCTIONS + "/fn/aliases",
            "{\"Name\":\"123\",\"FunctionVersion\":\"1\"}",
            one(failed("123", "name", pattern + "(?!^[0-9]+$)([a-zA-Z0-9-_]+)"))),
        Arguments.of(
            "POST " + FUNCTIONS + "/fn/aliases",
            "{\"Name\":\"live\",\"FunctionVersion\":\"1\",\"RoutingConfig\":{"
                + "\"AdditionalVersionWeights\":{\"2\":\"NaN\"}}}",
            one(
                failed(
                    "{2=NaN}",
                    "routingConfig.additionalVersionWeights",
                    "Map value must satisfy constraint: [Member must have value less than or equal"
                        + " to 1.0, Member must have value greater than or equal to 0.0, Member"
                        + " must not be null]"))),
        // Nulls among elements
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"FileSystemConfigs\":[null],\"Architectures\":[null]"),
            "2 validation errors detected: Value null at 'fileSystemConfigs.1.member' failed to"
                + " satisfy constraint: Member must not be null; "
                + failed(
                    "[null]",
                    "architectures",
                    "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64,"
                        + " arm64], Member must not be null]")),
        Arguments.of(
            "POST " + FUNCTIONS,
            create(",\"FileSystemConfigs\":[{\"Arn\":\"a\"}]"),
            "2 validation errors detected: "
                + failed(
                    "a",
                    "fileSystemConfigs.1.member.arn",
                    pattern
                        + "arn:aws[a-zA-Z-]*:elasticfilesystem:[a-z]{2}((-gov)|(-iso(b?)))?"
                        + "-[a-z]+-\\d{1}:\\d{12}:access-point/fsap-[a-f0-9]{17}$|"
                        + "^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}"
                        + "/access-point/fsap-[0-9a-f]{17,40}")
                + "; Value null at 'fileSystemConfigs.1.member.localMountPath' failed to satisfy"
                + " constraint: Member must not be null"),
        // Layers
        Arguments.of(
            "POST /2018-10-31/layers/layer/versions",
            "{\"Content\":{},\"CompatibleRuntimes\":[\"invalidruntime\"]}",
            one(
                failed(
                    "[invalidruntime]",
                    "compatibleRuntimes",
                    "Member must satisfy enum value set: " + RUNTIMES))),
        // Tags
        Arguments.of(
            "DELETE /2017-03-31/tags/arn:aws:lambda:us-east-1:123456789012:function:fn",
            "",
            one("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null")),
        // Concurrency
        Arguments.of(
            "PUT /2019-09-30/functions/fn/provisioned-concurrency?Qualifier=live",
            "{\"ProvisionedConcurrentExecutions\":0}",
            one(
                failed(
                    "0",
                    "provisionedConcurrentExecutions",
                    "Member must have value greater than or equal to 1"))),
        // Asynchronous invocation
        Arguments.of(
            "PUT /2019-09-25/functions/fn/event-invoke-config",
            "{\"DestinationConfig\":{\"OnFailure\":{\"Destination\":\"nonsense\"}}}",
            one(
                failed(
                    "nonsense",
                    "destinationConfig.onFailure.destination",
                    pattern
                        + "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):"
                        + "([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:"
                        + "(\\d{12})?:(.*)"))),
        Arguments.of(
            "PUT /2019-09-25/functions/fn/event-invoke-config",
            "{\"MaximumRetryAttempts\":3,\"MaximumEventAgeInSeconds\":59}",
            "2 validation errors detected: "
                + failed(
                    "3", "maximumRetryAttempts", "Member must have value less than or equal to 2")
                + "; "
                + failed(
                    "59",
                    "maximumEventAgeInSeconds",
                    "Member must have value greater than or equal to 60")),
        // Function URLs
        Arguments.of(
            "POST /2021-10-31/functions/fn/url",
            "{\"AuthType\":\"NONE\",\"InvokeMode\":\"UNKNOWN\"}",
            one(
                failed(
                    "UNKNOWN",
                    "invokeMode",
                    "Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]"))),
        Arguments.of(
            "POST /2021-10-31/functions/fn/url?Qualifier=1",
            "{\"AuthType\":\"NONE\"}",
            one(failed("1", "qualifier", pattern + "((?!^\\d+$)^[0-9a-zA-Z-_]+$)"))),
        // Elsewhere
        Arguments.of(
            "PUT /2024-08-31/functions/fn/recursion-config",
            "{\"RecursiveLoop\":\"Sometimes\"}",
            one(
                failed(
                    "Sometimes",
                    "recursiveLoop",
                    "Member must satisfy enum value set: [Terminate, Allow]"))),
        Arguments.of(
            "POST " + FUNCTIONS + "/fn/policy",
            "{\"StatementId\":\"example.com\",\"Action\":\"lambda:InvokeFunction\","
                + "\"Principal\":\"*\"}",
            one(failed("example.com", "statementId", pattern + "([a-zA-Z0-9-_]+)"))),
        Arguments.of(
            "POST /2015-03-31/event-source-mappings",
            "{\"FunctionName\":\"fn\",\"StartingPosition\":\"invalid\"}",
            one(
                failed(
                    "invalid",
                    "startingPosition",
                    "Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("recorded")
  void aRequestThatBreaksTheModelIsRefusedInAwssWords(String line, String body, String message) {
    WireResponse response = send(line, body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType"))
        .contains(
            message.startsWith("Value ")
                ? "InvalidParameterValueException"
                : "ValidationException");
    assertThat(message(response)).isEqualTo(message);
  }

  @Test
  void aNameOf65LettersIsLeftToTheOperationWhichAnswersItsOwnWay() {
    WireResponse response =
        send(
            "POST " + FUNCTIONS,
            "{\"FunctionName\":\"" + "a".repeat(65) + "\"," + ROLE + ",\"Code\":{}}");
    assertThat(response.status()).isEqualTo(201);
  }

  @Test
  void aRuntimeThatIsKnownButRetiredIsLeftToTheOperation() {
    assertThat(send("POST " + FUNCTIONS, create(",\"Runtime\":\"python3.7\"")).status())
        .isEqualTo(201);
  }

  @Test
  void everyFormOfAFunctionsNameIsAccepted() {
    for (String name :
        new String[] {
          "my-fn",
          "my-fn:live",
          "my-fn:$LATEST",
          "123456789012:function:my-fn",
          "function:my-fn",
          "us-east-1:123456789012:function:my-fn",
          "arn:aws:lambda:us-east-1:123456789012:function:my-fn:3"
        }) {
      assertThat(send("GET " + FUNCTIONS + "/" + name.replace(":", "%3A"), "").status())
          .as(name)
          .isEqualTo(200);
    }
  }

  private WireResponse send(String line, String body) {
    String method = line.substring(0, line.indexOf(' '));
    String target = line.substring(method.length() + 1);
    int question = target.indexOf('?');
    return lambda.answer(
        new WireRequest(
            method,
            question < 0 ? target : target.substring(0, question),
            question < 0 ? "" : target.substring(question + 1),
            Headers.EMPTY,
            Bytes.utf8(body)),
        Optional.of("lambda"));
  }

  private static String message(WireResponse response) {
    String body = response.body().toUtf8().replace("\"Type\":\"User\",", "");
    assertThat(body).startsWith("{\"message\":\"").endsWith("\"}");
    return body.substring("{\"message\":\"".length(), body.length() - 2).replace("\\\\", "\\");
  }
}
