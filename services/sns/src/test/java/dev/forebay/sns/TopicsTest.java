package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;

class TopicsTest {
  private final SnsBench bench = new SnsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void refused(SdkPojo request, String code, String message) {
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() -> bench.call(request))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(code);
          assertThat(e.text()).startsWith(message);
        });
  }

  private void invalid(SdkPojo request, String message) {
    refused(request, "InvalidParameterException", "Invalid parameter: " + message);
  }

  @Test
  void aNewTopicHasAwssDefaults() {
    String arn = bench.topic("news");
    assertThat(arn).isEqualTo("arn:aws:sns:eu-central-1:123456789012:news");
    Map<String, String> attributes = bench.topicAttributes(arn);
    assertThat(attributes)
        .containsEntry("TopicArn", arn)
        .containsEntry("Owner", "123456789012")
        .containsEntry("DisplayName", "")
        .containsEntry("SubscriptionsConfirmed", "0")
        .containsEntry("SubscriptionsPending", "0")
        .containsEntry("SubscriptionsDeleted", "0")
        .doesNotContainKey("FifoTopic");
    assertThat(SnsBench.json(attributes.getOrDefault("Policy", "")).at("/Statement/0/Action"))
        .hasSize(8);
    assertThat(
            SnsBench.json(attributes.getOrDefault("EffectiveDeliveryPolicy", ""))
                .at("/http/defaultHealthyRetryPolicy/numRetries")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void aTopicMayBeMadeAgainWithTheSameAttributesAndTagsOnly() {
    bench.topic("news", Map.of("DisplayName", "News"));
    assertThat(bench.topic("news", Map.of("DisplayName", "News"))).endsWith(":news");
    assertThat(bench.topic("news")).endsWith(":news");
    invalid(
        CreateTopicRequest.builder().name("news").attributes(Map.of("DisplayName", "x")).build(),
        "Attributes Reason: Topic already exists with different attributes");
    invalid(
        CreateTopicRequest.builder()
            .name("news")
            .tags(Tag.builder().key("k").value("v").build())
            .build(),
        "Tags Reason: Topic already exists with different tags");
  }

  @ParameterizedTest
  @CsvSource({
    "bad name,'',Topic Name",
    "news.fifo,'',Topic Name",
    "news,true,Fifo Topic names must end with .fifo",
    "'','',Topic Name"
  })
  void namesAreChecked(String name, String fifo, String message) {
    invalid(
        CreateTopicRequest.builder()
            .name(name)
            .attributes(fifo.isEmpty() ? Map.of() : Map.of("FifoTopic", fifo))
            .build(),
        message);
  }

  @ParameterizedTest
  @CsvSource({
    "Nonsense,1,AttributeName",
    "SignatureVersion,3,SignatureVersion",
    "TracingConfig,On,TracingConfig",
    "ContentBasedDeduplication,true,Content-based deduplication can only be set for FIFO topics",
    "ArchivePolicy,{},ArchivePolicy Reason: archives are not implemented",
    "Policy,nonsense,Policy Error: null",
    "DeliveryPolicy,{},DeliveryPolicy: http must be specified",
    "LambdaSuccessFeedbackSampleRate,101,LambdaSuccessFeedbackSampleRate",
    "LambdaSuccessFeedbackRoleArn,me,LambdaSuccessFeedbackRoleArn",
    "FifoTopic,true,AttributeName"
  })
  void valuesOfAttributesAreChecked(String name, String value, String message) {
    invalid(
        SetTopicAttributesRequest.builder()
            .topicArn(bench.topic("news"))
            .attributeName(name)
            .attributeValue(value)
            .build(),
        message);
  }

  @Test
  void topicsThatAreNotThereAreNotFound() {
    String arn = SnsBench.PLACE.arn("sns", "nothing").toString();
    refused(
        SetTopicAttributesRequest.builder().topicArn(arn).attributeName("DisplayName").build(),
        "NotFoundException",
        "Topic does not exist");
    refused(
        TagResourceRequest.builder().resourceArn(arn).build(),
        "ResourceNotFoundException",
        "Resource does not exist");
    bench.call(DeleteTopicRequest.builder().topicArn(arn).build());
    invalid(
        DeleteTopicRequest.builder().topicArn("nothing").build(),
        "TopicArn Reason: An ARN must have at least 6 elements, not 1");
  }

  @Test
  void deletingATopicTakesItsSubscriptionsAlong() {
    String arn = bench.topic("news");
    bench.subscribe(arn, "sqs", bench.queue("q"), Map.of());
    bench.call(DeleteTopicRequest.builder().topicArn(arn).build());
    bench.topic("news");
    assertThat(bench.topicAttributes(arn)).containsEntry("SubscriptionsConfirmed", "0");
    bench.publish(arn, "hello");
    assertThat(bench.bodies("q")).isEmpty();
  }

  @Test
  void topicsAreListedInPagesOfAHundred() {
    IntStream.range(0, 205).forEach(i -> bench.topic("t%03d".formatted(i)));
    List<String> all = new ArrayList<>();
    String token = null;
    int pages = 0;
    do {
      ListTopicsResponse page =
          bench.call(
              ListTopicsRequest.builder().nextToken(token).build(), ListTopicsResponse.class);
      page.topics().stream().map(Topic::topicArn).forEach(all::add);
      token = page.nextToken();
      pages++;
    } while (token != null);
    assertThat(pages).isEqualTo(3);
    assertThat(all).hasSize(205).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void tagsAreKeptAndLimited() {
    String arn = bench.topic("news");
    bench.call(
        TagResourceRequest.builder().resourceArn(arn).tags(tag("a", "1"), tag("b", "2")).build());
    bench.call(UntagResourceRequest.builder().resourceArn(arn).tagKeys("a").build());
    assertThat(
            bench
                .call(
                    ListTagsForResourceRequest.builder().resourceArn(arn).build(),
                    ListTagsForResourceResponse.class)
                .tags())
        .containsExactly(tag("b", "2"));
    refused(
        TagResourceRequest.builder()
            .resourceArn(arn)
            .tags(IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "")).toList())
            .build(),
        "TagLimitExceededException",
        "Could not complete request");
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  void permissionsAreStatementsOfThePolicy() {
    String arn = bench.topic("news");
    bench.call(
        AddPermissionRequest.builder()
            .topicArn(arn)
            .label("theirs")
            .awsAccountIds("210987654321")
            .actionNames("Publish")
            .build());
    String policy = bench.sns.policy(Arn.parse(arn).orElseThrow()).orElseThrow();
    assertThat(SnsBench.json(policy).at("/Statement")).hasSize(2);
    assertThat(SnsBench.json(policy).at("/Statement/1").toString())
        .isEqualTo(
            "{\"Sid\":\"theirs\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                + "\"arn:aws:iam::210987654321:root\"},\"Action\":\"SNS:Publish\",\"Resource\":\""
                + arn
                + "\"}");
    bench.call(RemovePermissionRequest.builder().topicArn(arn).label("theirs").build());
    assertThat(
            SnsBench.json(bench.sns.policy(Arn.parse(arn).orElseThrow()).orElseThrow())
                .at("/Statement"))
        .hasSize(1);
  }

  @Test
  void subscribingAgainAnswersTheSameSubscription() {
    String arn = bench.topic("news");
    String queue = bench.queue("q");
    String first = bench.subscribe(arn, "sqs", queue, Map.of());
    assertThat(first).startsWith(arn + ":");
    assertThat(bench.subscribe(arn, "sqs", queue, Map.of())).isEqualTo(first);
    invalid(
        subscribe(arn, "sqs", queue, Map.of("RawMessageDelivery", "true")),
        "Attributes Reason: Subscription already exists with different attributes");
    assertThat(bench.subscriptionAttributes(first))
        .containsEntry("PendingConfirmation", "false")
        .containsEntry("ConfirmationWasAuthenticated", "true")
        .containsEntry("RawMessageDelivery", "false")
        .containsEntry("Protocol", "sqs")
        .containsEntry("Endpoint", queue)
        .containsEntry("Owner", "123456789012");
    bench.call(UnsubscribeRequest.builder().subscriptionArn(first).build());
    bench.call(UnsubscribeRequest.builder().subscriptionArn(first).build());
    assertThat(bench.topicAttributes(arn))
        .containsEntry("SubscriptionsConfirmed", "0")
        .containsEntry("SubscriptionsDeleted", "1");
  }

  private static SubscribeRequest subscribe(
      String topic, String protocol, String endpoint, Map<String, String> attributes) {
    return SubscribeRequest.builder()
        .topicArn(topic)
        .protocol(protocol)
        .endpoint(endpoint)
        .attributes(attributes)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "carrier-pigeon,coop,Amazon SNS does not support this protocol string: carrier-pigeon",
    "sqs,queue,SQS endpoint ARN",
    "lambda,function,Lambda endpoint ARN",
    "http,https://localhost/,Endpoint must match the specified protocol",
    "https,http://localhost/,Endpoint must match the specified protocol",
    "sms,me,Invalid SMS endpoint: me",
    "email,me,Email address",
    "sqs,arn:aws:sqs:eu-central-1:123456789012:q.fifo,Invalid parameter: Endpoint Reason: FIFO SQS"
  })
  void endpointsAreChecked(String protocol, String endpoint, String message) {
    invalid(subscribe(bench.topic("news"), protocol, endpoint, Map.of()), message);
  }

  @ParameterizedTest
  @CsvSource({
    "RawMessageDelivery,maybe,RawMessageDelivery: Invalid value [maybe]. Must be true or false.",
    "FilterPolicyScope,All,FilterPolicyScope: Invalid value [All]. Please use either MessageBody",
    "RedrivePolicy,'{\"deadLetterTargetArn\":\"x\"}',RedrivePolicy: deadLetterTargetArn is an",
    "DeliveryPolicy,{},DeliveryPolicy: Delivery protocol [sqs] does not support",
    "ReplayPolicy,{},ReplayPolicy: replays are not implemented in Forebay",
    "FilterPolicy,nonsense,FilterPolicy: failed to parse JSON."
  })
  void valuesOfASubscriptionsAttributesAreChecked(String name, String value, String message) {
    String arn = bench.topic("news");
    String queue = bench.queue("q");
    invalid(subscribe(arn, "sqs", queue, Map.of(name, value)), "Attributes Reason: " + message);
    String subscription = bench.subscribe(arn, "sqs", queue, Map.of());
    invalid(
        SetSubscriptionAttributesRequest.builder()
            .subscriptionArn(subscription)
            .attributeName(name)
            .attributeValue(value)
            .build(),
        message);
  }

  @Test
  void whoHasNotConfirmedIsListedAsPendingForTwoDays() {
    String arn = bench.topic("news");
    assertThat(
            bench
                .call(
                    subscribe(arn, "email", "me@example.com", Map.of()),
                    software.amazon.awssdk.services.sns.model.SubscribeResponse.class)
                .subscriptionArn())
        .isEqualTo("pending confirmation");
    assertThat(listed(arn))
        .extracting(Subscription::subscriptionArn)
        .containsExactly("PendingConfirmation");
    bench.clock.advance(java.time.Duration.ofDays(2));
    assertThat(listed(arn)).isEmpty();
  }

  private List<Subscription> listed(String arn) {
    return bench
        .call(
            ListSubscriptionsByTopicRequest.builder().topicArn(arn).build(),
            ListSubscriptionsByTopicResponse.class)
        .subscriptions();
  }
}
