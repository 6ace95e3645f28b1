package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

/** The real SDK's clients at the other end, for each protocol. */
class SdkRoundTripTest {
  private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B aimed(
      B builder, Loopback loopback) {
    return builder
        .httpClient(loopback)
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create("http://127.0.0.1:4566"))
        .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
  }

  private static LambdaClient lambda(ServiceBinding binding) {
    return aimed(LambdaClient.builder(), new Loopback(binding)).build();
  }

  @Nested
  class RestJson {
    @Test
    void everyKindOfMemberOfCreateFunctionArrivesAsItWasSent() {
      AtomicReference<CreateFunctionRequest> seen = new AtomicReference<>();
      CreateFunctionRequest sent =
          CreateFunctionRequest.builder()
              .functionName("my-function")
              .role("arn:aws:iam::123456789012:role/lambda")
              .runtime("python3.12")
              .handler("index.handler")
              .code(code -> code.zipFile(SdkBytes.fromByteArray(new byte[] {80, 75, 3, 4, 0, -1})))
              .environment(env -> env.variables(Map.of("KEY", "välue \"quoted\" \u20ac")))
              .architectures(Architecture.ARM64)
              .memorySize(256)
              .timeout(30)
              .publish(true)
              .tags(Map.of("team", "payments"))
              .ephemeralStorage(storage -> storage.size(1024))
              .build();
      try (LambdaClient client =
          lambda(
              ServiceBinding.of("lambda")
                  .on(
                      "CreateFunction",
                      CreateFunctionRequest::builder,
                      (context, request) -> {
                        seen.set(request);
                        return CreateFunctionResponse.builder()
                            .functionName(request.functionName())
                            .codeSize(6L)
                            .environment(env -> env.variables(Map.of()))
                            .architecturesWithStrings("arm64")
                            .state("Pending")
                            .build();
                      })
                  .build())) {
        CreateFunctionResponse response = client.createFunction(sent);
        assertThat(seen.get().toBuilder().build()).isEqualTo(sent.toBuilder().build());
        assertThat(response.codeSize()).isEqualTo(6L);
        assertThat(response.environment().hasVariables()).isTrue();
        assertThat(response.architecturesAsStrings()).containsExactly("arm64");
        assertThat(response.hasLayers()).isFalse();
        assertThat(response.sdkHttpResponse().statusCode()).isEqualTo(201);
      }
    }

    @Test
    void pathLabelsQueriesAndListsInQueriesArriveUnescaped() {
      AtomicReference<UntagResourceRequest> untag = new AtomicReference<>();
      AtomicReference<ListTagsRequest> list = new AtomicReference<>();
      try (LambdaClient client =
          lambda(
              ServiceBinding.of("lambda")
                  .on(
                      "UntagResource",
                      UntagResourceRequest::builder,
                      (context, request) -> {
                        untag.set(request);
                        return UntagResourceResponse.builder().build();
                      })
                  .on(
                      "ListTags",
                      ListTagsRequest::builder,
                      (context, request) -> {
                        list.set(request);
                        return ListTagsResponse.builder().tags(Map.of("a", "b")).build();
                      })
                  .build())) {
        String arn = "arn:aws:lambda:us-east-1:123456789012:function:fn";
        client.untagResource(request -> request.resource(arn).tagKeys("a b", "c&d=e", "+"));
        assertThat(untag.get().resource()).isEqualTo(arn);
        assertThat(untag.get().tagKeys()).containsExactly("a b", "c&d=e", "+");
        assertThat(client.listTags(request -> request.resource(arn)).tags())
            .containsExactly(Map.entry("a", "b"));
        assertThat(list.get().resource()).isEqualTo(arn);
      }
    }

    @Test
    void aPayloadIsTheWholeBodyAndHeadersAndStatusAreMembers() {
      AtomicReference<InvokeRequest> seen = new AtomicReference<>();
      try (LambdaClient client =
          lambda(
              ServiceBinding.of("lambda")
                  .on(
                      "Invoke",
                      InvokeRequest::builder,
                      (context, request) -> {
                        seen.set(request);
                        return InvokeResponse.builder()
                            .statusCode(202)
                            .executedVersion("$LATEST")
                            .functionError("Unhandled")
                            .logResult("bG9n")
                            .payload(SdkBytes.fromUtf8String("{\"a\":1}"))
                            .build();
                      })
                  .build())) {
        InvokeResponse response =
            client.invoke(request ->
                request
                    .functionName("fn")
                    .qualifier("live")
                    .invocationType("Event")
                    .clientContext("e30=")
                    .payload(SdkBytes.fromUtf8String("not json at all")));
        assertThat(seen.get().payload().asUtf8String()).isEqualTo("not json at all");
        assertThat(seen.get().invocationTypeAsString()).isEqualTo("Event");
        assertThat(seen.get().clientContext()).isEqualTo("e30=");
        assertThat(seen.get().qualifier()).isEqualTo("live");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.executedVersion()).isEqualTo("$LATEST");
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(response.payload().asUtf8String()).isEqualTo("{\"a\":1}");
        assertThat(response.sdkHttpResponse().firstMatchingHeader("Content-Type"))
            .contains("application/json");
      }
    }

    @Test
    void timestampsAreSecondsInBodies() {
      Instant start = Instant.parse("2026-03-01T12:00:00.125Z");
      AtomicReference<Instant> seen = new AtomicReference<>();
      try (LambdaClient client =
          lambda(
              ServiceBinding.of("lambda")
                  .on(
                      "CreateEventSourceMapping",
                      CreateEventSourceMappingRequest::builder,
                      (context, request) -> {
                        seen.set(request.startingPositionTimestamp());
                        return CreateEventSourceMappingResponse.builder()
                            .lastModified(request.startingPositionTimestamp())
                            .build();
                      })
                  .build())) {
        Instant back =
            client
                .createEventSourceMapping(
                    request -> request.functionName("fn").startingPositionTimestamp(start))
                .lastModified();
        assertThat(seen.get()).isEqualTo(start);
        assertThat(back).isEqualTo(start);
      }
    }

    @Test
    void errorsComeBackAsTheModelsExceptions() {
      try (LambdaClient client =
          lambda(
              ServiceBinding.of("lambda")
                  .on(
                      "GetFunction",
                      GetFunctionRequest::builder,
                      (context, request) -> {
                        throw new AwsException(
                            "ResourceNotFoundException", 404, "Function not found: fn");
                      })
                  .on(
                      "Invoke",
                      InvokeRequest::builder,
                      (context, request) -> {
                        throw new AwsException(
                            "TooManyRequestsException",
                            429,
                            "Rate Exceeded.",
                            Map.of(
                                "Reason",
                                "ReservedFunctionConcurrentInvocationLimitExceeded",
                                "retryAfterSeconds",
                                "7"));
                      })
                  .on(
                      "DeleteFunction",
                      DeleteFunctionRequest::builder,
                      (context, request) -> DeleteFunctionResponse.builder().build())
                  .build())) {
        assertThatThrownBy(() -> client.getFunction(request -> request.functionName("fn")))
            .isInstanceOfSatisfying(
                ResourceNotFoundException.class,
                error -> {
                  assertThat(error.awsErrorDetails().errorMessage())
                      .isEqualTo("Function not found: fn");
                  assertThat(error.type()).isEqualTo("User");
                  assertThat(error.statusCode()).isEqualTo(404);
                  assertThat(error.requestId()).isEqualTo(Loopback.REQUEST_ID.value());
                });
        assertThatThrownBy(() -> client.invoke(request -> request.functionName("fn")))
            .isInstanceOfSatisfying(
                TooManyRequestsException.class,
                error -> {
                  assertThat(error.reasonAsString())
                      .isEqualTo("ReservedFunctionConcurrentInvocationLimitExceeded");
                  assertThat(error.retryAfterSeconds()).isEqualTo("7");
                });
        assertThat(
                client
                    .deleteFunction(request -> request.functionName("fn"))
                    .sdkHttpResponse()
                    .statusCode())
            .isEqualTo(204);
        assertThatThrownBy(() -> client.listLayers())
            .isInstanceOfSatisfying(
                LambdaException.class,
                error -> {
                  assertThat(error.statusCode()).isEqualTo(501);
                  assertThat(error.awsErrorDetails().errorMessage())
                      .isEqualTo("lambda:ListLayers is not implemented yet in Forebay");
                });
      }
    }

    @Test
    void aResponseOfNullsIsAnEmptyStructure() {
      try (LambdaClient client =
          lambda(
              ServiceBinding.of("lambda")
                  .on(
                      "GetFunction",
                      GetFunctionRequest::builder,
                      (context, request) -> GetFunctionResponse.builder().build())
                  .build())) {
        assertThat(client.getFunction(request -> request.functionName("fn")).configuration())
            .isNull();
      }
    }
  }

  @Nested
  class AwsJson {
    @Test
    void listsOfStructuresTravelBothWays() {
      AtomicReference<PutLogEventsRequest> seen = new AtomicReference<>();
      Loopback loopback =
          new Loopback(
              ServiceBinding.of("logs")
                  .on(
                      "PutLogEvents",
                      PutLogEventsRequest::builder,
                      (context, request) -> {
                        seen.set(request);
                        return PutLogEventsResponse.builder().nextSequenceToken("1").build();
                      })
                  .on(
                      "DescribeLogStreams",
                      DescribeLogStreamsRequest::builder,
                      (context, request) ->
                          DescribeLogStreamsResponse.builder()
                              .logStreams(
                                  LogStream.builder().logStreamName("a").creationTime(5L).build(),
                                  LogStream.builder().logStreamName("b").build())
                              .build())
                  .on(
                      "CreateLogGroup",
                      CreateLogGroupRequest::builder,
                      (context, request) -> CreateLogGroupResponse.builder().build())
                  .build());
      try (CloudWatchLogsClient client = aimed(CloudWatchLogsClient.builder(), loopback).build()) {
        List<InputLogEvent> events =
            List.of(
                InputLogEvent.builder().timestamp(1L).message("one").build(),
                InputLogEvent.builder().timestamp(2L).message("two\n").build());
        assertThat(
                client
                    .putLogEvents(put -> put.logGroupName("g").logStreamName("s").logEvents(events))
                    .nextSequenceToken())
            .isEqualTo("1");
        assertThat(seen.get().logEvents()).isEqualTo(events);
        assertThat(client.describeLogStreams(all -> all.logGroupName("g")).logStreams())
            .extracting(LogStream::logStreamName)
            .containsExactly("a", "b");
        client.createLogGroup(create -> create.logGroupName("g"));
        assertThatThrownBy(() -> client.createLogGroup(create -> create.logGroupName("a b")))
            .isInstanceOfSatisfying(
                InvalidParameterException.class,
                error ->
                    assertThat(error.awsErrorDetails().errorMessage())
                        .isEqualTo(
                            "1 validation error detected: Value 'a b' at 'logGroupName' failed to"
                                + " satisfy constraint: Member must satisfy regular expression"
                                + " pattern: [\\.\\-_/#A-Za-z0-9]+"));
      }
    }
  }

  @Nested
  class JsonThatWasQuery {
    /** The digest of the body, which the client checks. */
    private static final String HI = "49f68a5c8493ec2c0bf489821c21fc3b";

    private final AtomicReference<SendMessageBatchRequest> seen = new AtomicReference<>();
    private final Loopback loopback =
        new Loopback(
            ServiceBinding.of("sqs")
                .on(
                    "SendMessageBatch",
                    SendMessageBatchRequest::builder,
                    (context, request) -> {
                      seen.set(request);
                      if (request.entries().isEmpty()) {
                        throw new AwsException("QueueDoesNotExist", 400, "No such queue.");
                      }
                      return SendMessageBatchResponse.builder()
                          .successful(
                              List.of(
                                  SendMessageBatchResultEntry.builder()
                                      .id("a")
                                      .messageId("m")
                                      .md5OfMessageBody(HI)
                                      .build()))
                          .failed(
                              List.of(
                                  BatchResultErrorEntry.builder()
                                      .id("b")
                                      .code("C")
                                      .senderFault(true)
                                      .build()))
                          .build();
                    })
                .build());

    private String form(String form) {
      return loopback
          .answer(
              new WireRequest(
                  "POST",
                  "/123456789012/q",
                  "",
                  Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                  Bytes.utf8(form)),
              Optional.of("sqs"))
          .body()
          .toUtf8();
    }

    @Test
    void errorsCarryTheNamespacedTypeAndTheQueryProtocolsCode() {
      try (SqsClient client = aimed(SqsClient.builder(), loopback).build()) {
        assertThat(
                client
                    .sendMessageBatch(batch ->
                        batch
                            .queueUrl("q")
                            .entries(
                                List.of(
                                    SendMessageBatchRequestEntry.builder()
                                        .id("a")
                                        .messageBody("hi")
                                        .build())))
                    .failed()
                    .getFirst()
                    .code())
            .isEqualTo("C");
        assertThatThrownBy(() -> client.sendMessageBatch(batch -> batch.queueUrl("q")))
            .isInstanceOfSatisfying(
                QueueDoesNotExistException.class,
                error -> {
                  assertThat(error.awsErrorDetails().errorCode())
                      .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
                  assertThat(error.awsErrorDetails().errorMessage()).isEqualTo("No such queue.");
                });
      }
    }

    @Test
    void formsKeepTheNamesOfTheQueryApiAndThePathIsTheQueue() {
      assertThat(
              form(
                  "Action=SendMessageBatch&Version=2012-11-05&SendMessageBatchRequestEntry.1.Id=a"
                      + "&SendMessageBatchRequestEntry.1.MessageBody=hi"
                      + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n"
                      + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String"
                      + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v"))
          .isEqualTo(
              "<SendMessageBatchResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                  + "<SendMessageBatchResult><SendMessageBatchResultEntry><Id>a</Id>"
                  + "<MessageId>m</MessageId><MD5OfMessageBody>"
                  + HI
                  + "</MD5OfMessageBody>"
                  + "</SendMessageBatchResultEntry><BatchResultErrorEntry><Id>b</Id>"
                  + "<SenderFault>true</SenderFault><Code>C</Code></BatchResultErrorEntry>"
                  + "</SendMessageBatchResult><ResponseMetadata><RequestId>"
                  + Loopback.REQUEST_ID.value()
                  + "</RequestId></ResponseMetadata></SendMessageBatchResponse>");
      assertThat(seen.get())
          .isEqualTo(
              SendMessageBatchRequest.builder()
                  .queueUrl("/123456789012/q")
                  .entries(
                      List.of(
                          SendMessageBatchRequestEntry.builder()
                              .id("a")
                              .messageBody("hi")
                              .messageAttributes(
                                  Map.of(
                                      "n",
                                      MessageAttributeValue.builder()
                                          .dataType("String")
                                          .stringValue("v")
                                          .build()))
                              .build()))
                  .build());
    }

    @Test
    void errorsOfFormsHaveTheQueryProtocolsCode() {
      assertThat(form("Action=SendMessageBatch&QueueUrl=q"))
          .contains(
              "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
                  + "<Message>No such queue.</Message>");
    }
  }

  @Nested
  class Query {
    @Test
    void formsWithNestedListsAreReadAndXmlIsUnderstood() {
      AtomicReference<AssumeRoleRequest> seen = new AtomicReference<>();
      Instant expires = Instant.parse("2026-03-01T12:00:00Z");
      Loopback loopback =
          new Loopback(
              ServiceBinding.of("sts")
                  .on(
                      "AssumeRole",
                      AssumeRoleRequest::builder,
                      (context, request) -> {
                        seen.set(request);
                        return AssumeRoleResponse.builder()
                            .credentials(
                                Credentials.builder()
                                    .accessKeyId("ASIAXXXXXXXXXXXXXXXX")
                                    .secretAccessKey("a<b>&\"c\"")
                                    .sessionToken("t")
                                    .expiration(expires)
                                    .build())
                            .packedPolicySize(3)
                            .build();
                      })
                  .on(
                      "GetCallerIdentity",
                      GetCallerIdentityRequest::builder,
                      (context, request) ->
                          GetCallerIdentityResponse.builder().account("123456789012").build())
                  .build());
      try (StsClient client = aimed(StsClient.builder(), loopback).build()) {
        AssumeRoleRequest sent =
            AssumeRoleRequest.builder()
                .roleArn("arn:aws:iam::123456789012:role/a")
                .roleSessionName("me@home")
                .durationSeconds(900)
                .policyArns(
                    PolicyDescriptorType.builder().arn("arn:aws:iam::aws:policy/First").build(),
                    PolicyDescriptorType.builder().arn("arn:aws:iam::aws:policy/Second").build())
                .tags(Tag.builder().key("k 1").value("v=+ @").build())
                .build();
        AssumeRoleResponse response = client.assumeRole(sent);
        assertThat(seen.get().toBuilder().build()).isEqualTo(sent);
        assertThat(response.credentials().secretAccessKey()).isEqualTo("a<b>&\"c\"");
        assertThat(response.credentials().expiration()).isEqualTo(expires);
        assertThat(response.packedPolicySize()).isEqualTo(3);
        assertThat(client.getCallerIdentity().account()).isEqualTo("123456789012");
      }
    }

    @Test
    void errorsHaveTheQueryProtocolsCodes() {
      Loopback loopback =
          new Loopback(
              ServiceBinding.of("sts")
                  .on(
                      "AssumeRole",
                      AssumeRoleRequest::builder,
                      (context, request) -> {
                        throw new AwsException(
                            "MalformedPolicyDocumentException", 400, "Syntax errors in policy.");
                      })
                  .build());
      try (StsClient client = aimed(StsClient.builder(), loopback).build()) {
        assertThatThrownBy(() ->
                client.assumeRole(assume ->
                    assume.roleArn("arn:aws:iam::123456789012:role/a").roleSessionName("me")))
            .isInstanceOfSatisfying(
                MalformedPolicyDocumentException.class,
                error -> {
                  assertThat(error.awsErrorDetails().errorCode())
                      .isEqualTo("MalformedPolicyDocument");
                  assertThat(error.awsErrorDetails().errorMessage())
                      .isEqualTo("Syntax errors in policy.");
                });
        assertThatThrownBy(() -> client.assumeRole(assume -> assume.roleSessionName("m")))
            .isInstanceOfSatisfying(
                StsException.class,
                error -> {
                  assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
                  assertThat(error.awsErrorDetails().errorMessage())
                      .isEqualTo(
                          "2 validation errors detected: Value null at 'roleArn' failed to satisfy"
                              + " constraint: Member must not be null; Value 'm' at"
                              + " 'roleSessionName' failed to satisfy constraint: Member must have"
                              + " length greater than or equal to 2");
                });
      }
    }
  }
}
