package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilterMatchRecord;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourcePolicy;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterResponse;

class MetricFiltersTest {
  private static final MetricTransformation METRIC =
      MetricTransformation.builder()
          .metricName("errors")
          .metricNamespace("app")
          .metricValue("1")
          .defaultValue(0.0)
          .build();
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
          + "\"events.amazonaws.com\"},\"Action\":\"logs:PutLogEvents\",\"Resource\":\"*\"}]}";

  private final VirtualClock clock = new VirtualClock(LogsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final LogsBench bench = new LogsBench(engine, clock);

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private static PutMetricFilterRequest.Builder filter(String group, String name) {
    return PutMetricFilterRequest.builder()
        .logGroupName(group)
        .filterName(name)
        .filterPattern("ERROR")
        .metricTransformations(METRIC);
  }

  private List<MetricFilter> described(DescribeMetricFiltersRequest.Builder request) {
    return bench.call(request.build(), DescribeMetricFiltersResponse.class).metricFilters();
  }

  @Test
  void filtersAreKeptDescribedAndDeleted() {
    bench.create("g");
    bench.create("h");
    bench.call(filter("g", "one").build());
    bench.call(filter("g", "two").build());
    bench.call(filter("h", "one").build());
    assertThat(described(DescribeMetricFiltersRequest.builder())).hasSize(3);
    assertThat(
            described(
                DescribeMetricFiltersRequest.builder().logGroupName("g").filterNamePrefix("o")))
        .containsExactly(
            MetricFilter.builder()
                .filterName("one")
                .logGroupName("g")
                .filterPattern("ERROR")
                .metricTransformations(METRIC)
                .applyOnTransformedLogs(false)
                .creationTime(NOW)
                .build());
    assertThat(
            described(
                DescribeMetricFiltersRequest.builder().metricName("other").metricNamespace("app")))
        .isEmpty();
    assertThat(
            bench
                .call(DescribeLogGroupsRequest.builder().build(), DescribeLogGroupsResponse.class)
                .logGroups()
                .getFirst()
                .metricFilterCount())
        .isEqualTo(2);
    bench.call(DeleteMetricFilterRequest.builder().logGroupName("g").filterName("one").build());
    assertThat(described(DescribeMetricFiltersRequest.builder().logGroupName("g"))).hasSize(1);
    assertThatThrownBy(() ->
            bench.call(
                DeleteMetricFilterRequest.builder().logGroupName("g").filterName("one").build()))
        .hasMessageContaining("The specified metric filter does not exist.");
  }

  @Test
  void transformationsAreChecked() {
    bench.create("g");
    assertThatThrownBy(() ->
            bench.call(
                filter("g", "f")
                    .metricTransformations(METRIC.toBuilder().metricValue("many").build())
                    .build()))
        .hasMessageContaining("Invalid metric transformation");
    assertThatThrownBy(() ->
            bench.call(
                filter("g", "f")
                    .metricTransformations(
                        METRIC.toBuilder().dimensions(Map.of("d", "$.d")).build())
                    .build()))
        .hasMessageContaining("mutually exclusive");
    assertThatThrownBy(() -> bench.call(filter("g", "f").filterPattern("{ $.a }").build()))
        .hasMessageContaining("Invalid filter pattern");
  }

  private List<MetricFilterMatchRecord> tested(String pattern, String... messages) {
    return bench
        .call(
            TestMetricFilterRequest.builder()
                .filterPattern(pattern)
                .logEventMessages(messages)
                .build(),
            TestMetricFilterResponse.class)
        .matches();
  }

  @Test
  void aTriedPatternTellsWhatItFindsInEachMessage() {
    String line = "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /a.gif HTTP/1.0\" 404 1534";
    assertThat(tested("[..., size]", "", line))
        .singleElement()
        .satisfies(match -> {
          assertThat(match.eventNumber()).isEqualTo(2);
          assertThat(match.eventMessage()).isEqualTo(line);
          assertThat(match.extractedValues())
              .containsExactlyInAnyOrderEntriesOf(
                  Map.of(
                      "$1", "127.0.0.1",
                      "$2", "-",
                      "$3", "frank",
                      "$4", "10/Oct/2000:13:25:15 -0700",
                      "$5", "GET /a.gif HTTP/1.0",
                      "$6", "404",
                      "$size", "1534"));
        });
    assertThat(
            tested(
                "{ $.eventType = \"*\" && $.sourceIPAddress != 123.123.* }",
                "{\"eventType\":\"UpdateTrail\",\"sourceIPAddress\":\"111.111.111.111\"}",
                "{\"eventType\":\"UpdateTrail\",\"sourceIPAddress\":\"123.123.1.1\"}"))
        .extracting(MetricFilterMatchRecord::extractedValues)
        .containsExactly(
            Map.of("$.eventType", "UpdateTrail", "$.sourceIPAddress", "111.111.111.111"));
    assertThat(tested("ERROR -fine", "ERROR", "ERROR fine"))
        .extracting(MetricFilterMatchRecord::extractedValues)
        .containsExactly(Map.of());
  }

  @Test
  void aPatternHoldsTwoRegularExpressionsAtMost() {
    assertThat(tested("{ $.a = %x% || $.b = %y% }", "{\"b\":\"y\"}")).hasSize(1);
    assertThatThrownBy(() -> tested("{ $.a = %x% || $.b = %y% || $.c = %z% }", "{}"))
        .hasMessageContaining("more than 2 regular expressions");
  }

  @Test
  void resourcePoliciesAreKeptByName() {
    bench.call(PutResourcePolicyRequest.builder().policyName("p").policyDocument(POLICY).build());
    ResourcePolicy policy =
        bench
            .call(
                DescribeResourcePoliciesRequest.builder().build(),
                DescribeResourcePoliciesResponse.class)
            .resourcePolicies()
            .getFirst();
    assertThat(policy.policyDocument()).isEqualTo(POLICY);
    assertThat(policy.lastUpdatedTime()).isEqualTo(NOW);
    assertThatThrownBy(() ->
            bench.call(
                PutResourcePolicyRequest.builder()
                    .policyName("p")
                    .policyDocument(POLICY)
                    .expectedRevisionId("another")
                    .build()))
        .hasMessageContaining("revision");
    assertThatThrownBy(() ->
            bench.call(
                PutResourcePolicyRequest.builder().policyName("q").policyDocument("[").build()))
        .hasMessageContaining("not a JSON object");
    bench.call(DeleteResourcePolicyRequest.builder().policyName("p").build());
    assertThatThrownBy(
            () -> bench.call(DeleteResourcePolicyRequest.builder().policyName("p").build()))
        .hasMessageContaining("does not exist");
    for (int i = 0; i < 10; i++) {
      bench.call(
          PutResourcePolicyRequest.builder().policyName("p" + i).policyDocument(POLICY).build());
    }
    assertThatThrownBy(() ->
            bench.call(
                PutResourcePolicyRequest.builder().policyName("z").policyDocument(POLICY).build()))
        .hasMessageContaining("Resource limit exceeded.");
  }
}
