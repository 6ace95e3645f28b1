package dev.forebay.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** What a bucket tells functions and queues, and which configurations it refuses. */
class NotificationsTest {
  private static final String BUCKET = "box";
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:q";

  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path folder;
  private S3Server server;
  private S3Client s3;

  @BeforeEach
  void open() {
    server = new S3Server(folder.resolve("objects"));
    s3 = server.client();
    s3.createBucket(b -> b.bucket(BUCKET));
  }

  @AfterEach
  void close() {
    s3.close();
    server.close();
  }

  private static LambdaFunctionConfiguration function(
      String prefix, String suffix, Event... events) {
    return LambdaFunctionConfiguration.builder()
        .id("rule-" + prefix + suffix + (events[0] == Event.S3_OBJECT_REMOVED ? "-gone" : ""))
        .lambdaFunctionArn(FUNCTION)
        .events(events)
        .filter(f ->
            f.key(k ->
                k.filterRules(
                    FilterRule.builder().name("prefix").value(prefix).build(),
                    FilterRule.builder().name("suffix").value(suffix).build())))
        .build();
  }

  private void tell(LambdaFunctionConfiguration... functions) {
    s3.putBucketNotificationConfiguration(b ->
        b.bucket(BUCKET).notificationConfiguration(n -> n.lambdaFunctionConfigurations(functions)));
  }

  private void put(String key) {
    s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString("hello"));
  }

  private JsonNode next() throws Exception {
    JsonNode records = json.readTree(Receivers.take(server.receivers.functions)).path("Records");
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  @Test
  void aFunctionIsToldOfWhatItsRuleNames() throws Exception {
    tell(function("in/", ".jpg", Event.S3_OBJECT_CREATED));
    put("in/a.png");
    put("in/a b+ü.jpg");
    JsonNode record = next();
    assertThat(record.path("eventVersion").asText()).isEqualTo("2.1");
    assertThat(record.path("eventName").asText()).isEqualTo("ObjectCreated:Put");
    assertThat(record.path("awsRegion").asText()).isEqualTo("us-east-1");
    assertThat(record.path("s3").path("configurationId").asText()).isEqualTo("rule-in/.jpg");
    assertThat(record.path("s3").path("bucket").path("arn").asText()).isEqualTo("arn:aws:s3:::box");
    JsonNode object = record.path("s3").path("object");
    assertThat(object.path("key").asText()).isEqualTo("in/a+b%2B%C3%BC.jpg");
    assertThat(object.path("size").asInt()).isEqualTo(5);
    assertThat(object.path("eTag").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(object.has("versionId")).isFalse();
    assertThat(server.receivers.functions).isEmpty();
  }

  @Test
  void everyChangeHasItsEvent() throws Exception {
    tell(
        function(
            "", "", Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED, Event.S3_OBJECT_TAGGING));
    put("k");
    String first = next().path("s3").path("object").path("sequencer").asText();
    s3.copyObject(b ->
        b.sourceBucket(BUCKET).sourceKey("k").destinationBucket(BUCKET).destinationKey("copy"));
    assertThat(next().path("eventName").asText()).isEqualTo("ObjectCreated:Copy");
    s3.putObjectTagging(b ->
        b.bucket(BUCKET)
            .key("k")
            .tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
    JsonNode tagged = next();
    assertThat(tagged.path("eventName").asText()).isEqualTo("ObjectTagging:Put");
    assertThat(tagged.path("eventVersion").asText()).isEqualTo("2.3");
    assertThat(tagged.path("s3").path("object").has("sequencer")).isFalse();
    s3.deleteObject(b -> b.bucket(BUCKET).key("k"));
    JsonNode gone = next();
    assertThat(gone.path("eventName").asText()).isEqualTo("ObjectRemoved:Delete");
    assertThat(gone.path("s3").path("object").has("size")).isFalse();
    assertThat(gone.path("s3").path("object").path("sequencer").asText()).isGreaterThan(first);
    s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
    put("k");
    assertThat(next().path("s3").path("object").path("versionId").asText()).hasSize(32);
    s3.deleteObject(b -> b.bucket(BUCKET).key("k"));
    assertThat(next().path("eventName").asText()).isEqualTo("ObjectRemoved:DeleteMarkerCreated");
  }

  @Test
  void aQueueGetsATestEventFirst() throws Exception {
    s3.putBucketNotificationConfiguration(b ->
        b.bucket(BUCKET)
            .notificationConfiguration(n ->
                n.queueConfigurations(
                    QueueConfiguration.builder()
                        .queueArn(QUEUE)
                        .events(Event.S3_OBJECT_CREATED_PUT)
                        .build())));
    JsonNode test = json.readTree(Receivers.take(server.receivers.queues));
    assertThat(test.path("Event").asText()).isEqualTo("s3:TestEvent");
    assertThat(test.path("Bucket").asText()).isEqualTo(BUCKET);
    put("k");
    assertThat(Receivers.take(server.receivers.queues)).contains("ObjectCreated:Put");
    assertThat(
            s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET))
                .queueConfigurations()
                .getFirst()
                .id())
        .isNotEmpty();
  }

  @Test
  void aTargetThatMayNotBeUsedIsRefusedByName() {
    server.receivers.closed.add("function:f");
    assertThatThrownBy(() -> tell(function("", "", Event.S3_OBJECT_CREATED)))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("Unable to validate the following destination configurations");
    s3.putBucketNotificationConfiguration(b ->
        b.bucket(BUCKET)
            .skipDestinationValidation(true)
            .notificationConfiguration(
                n -> n.lambdaFunctionConfigurations(function("", "", Event.S3_OBJECT_CREATED))));
    server.receivers.missing.add("q");
    assertThatThrownBy(() ->
            s3.putBucketNotificationConfiguration(b ->
                b.bucket(BUCKET)
                    .notificationConfiguration(n ->
                        n.queueConfigurations(
                            QueueConfiguration.builder()
                                .queueArn(QUEUE)
                                .events(Event.S3_OBJECT_CREATED_PUT)
                                .build()))))
        .hasMessageContaining("Unable to validate the following destination configurations");
  }

  @Test
  void overlappingRulesAreRefused() {
    assertThatThrownBy(() ->
            tell(
                function("a", "", Event.S3_OBJECT_CREATED),
                function("ab", "", Event.S3_OBJECT_CREATED_PUT)))
        .hasMessageContaining("Configuration is ambiguously defined");
    tell(
        function("a/", "", Event.S3_OBJECT_CREATED),
        function("b/", "", Event.S3_OBJECT_CREATED),
        function("a/", "", Event.S3_OBJECT_REMOVED));
    assertThat(
            s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET))
                .lambdaFunctionConfigurations()
                .getFirst()
                .filter()
                .key()
                .filterRules())
        .extracting(rule -> rule.nameAsString())
        .isEqualTo(List.of("Prefix", "Suffix"));
  }

  @Test
  void objectsExpireAtMidnightByTheClock() throws Exception {
    s3.putBucketLifecycleConfiguration(b ->
        b.bucket(BUCKET)
            .lifecycleConfiguration(l ->
                l.rules(
                    LifecycleRule.builder()
                        .status("Enabled")
                        .filter(f -> f.prefix("tmp/"))
                        .expiration(e -> e.days(2))
                        .build())));
    tell(function("", "", Event.S3_LIFECYCLE_EXPIRATION));
    put("tmp/a");
    put("kept");
    assertThat(s3.headObject(b -> b.bucket(BUCKET).key("tmp/a")).expiration())
        .contains("expiry-date=", "rule-id=");
    server.clock.advance(java.time.Duration.ofDays(1));
    assertThat(server.receivers.functions).isEmpty();
    server.clock.advance(java.time.Duration.ofDays(2));
    assertThat(next().path("eventName").asText()).isEqualTo("LifecycleExpiration:Delete");
    assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents())
        .extracting(o -> o.key())
        .containsExactly("kept");
  }
}
