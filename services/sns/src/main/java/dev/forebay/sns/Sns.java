package dev.forebay.sns;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.trail.Trail;
import dev.forebay.push.Pushes;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rows.WeekLog;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.Headers;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.GetDataProtectionPolicyRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PutDataProtectionPolicyRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;

/** The SNS service: its operations for the switchboard, and its certificate. Thread-safe. */
public final class Sns {
  private final Topics topics;
  private final Signer signer;
  private final WeekLog<Recorded> recorded;
  private final Fanout fanout;
  private final Clock clock;
  private final RandomGenerator random;
  private final RandomGenerator secrets;

  /**
   * Opens the service.
   *
   * @param engine holds all its state
   * @param pushes bring messages to subscribers
   * @param endpoint the scheme, host and port of URLs in messages
   * @param around clocks, ids and the trail
   */
  public Sns(StorageEngine engine, Pushes pushes, URI endpoint, Surroundings around) {
    this.clock = around.clock();
    this.random = around.random();
    this.secrets = around.secrets();
    this.topics = new Topics(engine, random);
    this.signer = new Signer(engine, around.certificates().base(endpoint), clock, secrets);
    this.recorded = new WeekLog<>(engine, "sns/recorded", Recorded.KIND, clock, random);
    this.fanout =
        new Fanout(pushes, signer, recorded, around.trail(), clock, endpoint, around.sessions());
  }

  /**
   * What the service is given from outside.
   *
   * @param clock decides what is too late, and dates messages
   * @param random thread-safe; for ids
   * @param secrets thread-safe; for what must be hard to guess
   * @param trail hears of messages that a filter keeps from a subscriber
   * @param certificates where messages say that their certificate is
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  public record Surroundings(
      Clock clock,
      RandomGenerator random,
      RandomGenerator secrets,
      Trail trail,
      Certificates certificates,
      BiFunction<Arn, String, Caller> sessions) {}

  /** Where messages say that the certificate is which verifies their signature. */
  public enum Certificates {
    /** Where it is. */
    HERE,
    /**
     * At AWS, since AWS's own verifiers look nowhere else: whoever checks has to bring requests for
     * {@code sns.REGION.amazonaws.com} here.
     */
    AT_AWS;

    String base(URI endpoint) {
      return switch (this) {
        case HERE -> endpoint.toString();
        case AT_AWS -> "https://sns.{region}.amazonaws.com";
      };
    }
  }

  /** The operations, under {@code sns}. */
  public ServiceBinding binding() {
    TopicOperations operations = new TopicOperations(topics);
    TagOperations tags = new TagOperations(topics);
    PermissionOperations permissions = new PermissionOperations(topics);
    SubscriptionOperations subscriptions =
        new SubscriptionOperations(topics, fanout, clock, secrets);
    PlatformOperations platforms = new PlatformOperations(topics);
    PublishOperations publishes =
        new PublishOperations(
            topics,
            new Intake(clock, random),
            fanout,
            new FifoTopics(topics, clock),
            platforms,
            recorded);
    return new SmsOperations(topics)
        .addTo(platforms.addTo(ServiceBinding.of("sns")))
        .on("CreateTopic", CreateTopicRequest::builder, operations::create)
        .on("DeleteTopic", DeleteTopicRequest::builder, operations::delete)
        .on("ListTopics", ListTopicsRequest::builder, operations::list)
        .on("GetTopicAttributes", GetTopicAttributesRequest::builder, operations::attributes)
        .on("SetTopicAttributes", SetTopicAttributesRequest::builder, operations::set)
        .on(
            "GetDataProtectionPolicy",
            GetDataProtectionPolicyRequest::builder,
            operations::protection)
        .on(
            "PutDataProtectionPolicy",
            PutDataProtectionPolicyRequest::builder,
            operations::putProtection)
        .on("TagResource", TagResourceRequest::builder, tags::tag)
        .on("UntagResource", UntagResourceRequest::builder, tags::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, tags::list)
        .on("AddPermission", AddPermissionRequest::builder, permissions::add)
        .on("RemovePermission", RemovePermissionRequest::builder, permissions::remove)
        .on("Subscribe", SubscribeRequest::builder, subscriptions::subscribe)
        .on("ConfirmSubscription", ConfirmSubscriptionRequest::builder, subscriptions::confirm)
        .on("Unsubscribe", UnsubscribeRequest::builder, subscriptions::unsubscribe)
        .on("ListSubscriptions", ListSubscriptionsRequest::builder, subscriptions::list)
        .on(
            "ListSubscriptionsByTopic",
            ListSubscriptionsByTopicRequest::builder,
            subscriptions::listByTopic)
        .on(
            "GetSubscriptionAttributes",
            GetSubscriptionAttributesRequest::builder,
            subscriptions::attributes)
        .on(
            "SetSubscriptionAttributes",
            SetSubscriptionAttributesRequest::builder,
            subscriptions::set)
        .on("Publish", PublishRequest::builder, publishes::publish)
        .on("PublishBatch", PublishBatchRequest::builder, publishes::publishBatch)
        .build();
  }

  /** The policy of a topic as it is now, as a text; empty when there is no such topic. */
  public Optional<String> policy(Arn arn) {
    return topics
        .find(arn)
        .map(topic ->
            topic
                .row()
                .attributes()
                .getOrDefault(
                    TopicAttributes.POLICY,
                    TopicAttributes.defaultPolicy(
                        arn.toString(), topic.place().account().value())));
  }

  /** Messages that were recorded and sent nowhere, the oldest first, to be written as JSON. */
  public List<?> recorded() {
    return recorded.all();
  }

  /** The route on which the certificate lies that messages name. */
  public RawRoute certificate() {
    return new RawRoute(
        Signer.PATH,
        RawRoute.Access.EVERYONE,
        (request, response) -> {
          String pem =
              signer
                  .certificate(request.rawPath())
                  .orElseThrow(() -> new AwsException("NotFoundException", 404, "not here"));
          response.send(200, Headers.of("Content-Type", "application/x-pem-file"), Bytes.utf8(pem));
        });
  }

  /** Forgets what was read, for an engine that was reset. */
  public void reset() {
    topics.reset();
    signer.reset();
  }
}
