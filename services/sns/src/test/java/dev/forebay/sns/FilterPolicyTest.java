package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;

class FilterPolicyTest {
  private final SnsBench bench = new SnsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"store\":[\"a\"]} | store=String=a | true",
        "{\"store\":[\"a\"]} | store=String=A | false",
        "{\"store\":[\"a\"]} | other=String=a | false",
        "{\"store\":[\"a\"]} | store=String.Array=[\"x\",\"a\"] | true",
        "{\"store\":[\"a\"]} | store=String.Array=[\"x\"] | false",
        "{\"store\":[\"a\"]} | store=String.Array=nonsense | false",
        "{\"store\":[true]} | store=String.Array=[true] | true",
        "{\"store\":[{\"prefix\":\"eu-\"}]} | store=String=eu-west | true",
        "{\"store\":[{\"suffix\":\"-west\"}]} | store=String=eu-west | true",
        "{\"store\":[{\"equals-ignore-case\":\"EU\"}]} | store=String=eu | true",
        "{\"store\":[{\"anything-but\":[\"a\"]}]} | store=String=b | true",
        "{\"store\":[{\"anything-but\":[\"a\"]}]} | store=String=a | false",
        "{\"store\":[{\"anything-but\":[\"a\"]}]} | other=String=b | false",
        "{\"store\":[{\"anything-but\":{\"prefix\":\"x\"}}]} | store=String=xy | false",
        "{\"store\":[{\"anything-but\":{\"suffix\":\"y\"}}]} | store=String=xz | true",
        "{\"price\":[100]} | price=Number=100 | true",
        "{\"price\":[100]} | price=Number=1e2 | true",
        "{\"price\":[100]} | price=String=100 | false",
        "{\"price\":[{\"numeric\":[\">\",0,\"<=\",150]}]} | price=Number=150 | true",
        "{\"price\":[{\"numeric\":[\">\",0,\"<=\",150]}]} | price=Number=150.5 | false",
        "{\"price\":[{\"numeric\":[\"=\",301.5]}]} | price=Number=301.5 | true",
        "{\"store\":[{\"exists\":true}]} | store=String=any | true",
        "{\"store\":[{\"exists\":false}]} | store=String=any | false",
        "{\"store\":[{\"exists\":false}]} | other=String=any | true",
        "{\"ip\":[{\"cidr\":\"10.0.0.0/24\"}]} | ip=String=10.0.0.7 | true",
        "{\"$or\":[{\"a\":[\"1\"]},{\"b\":[\"2\"]}]} | b=String=2 | true",
        "{\"$or\":[{\"a\":[\"1\"]},{\"b\":[\"2\"]}]} | c=String=2 | false",
        "{\"a\":[\"1\"],\"b\":[\"2\"]} | a=String=1;b=String=2 | true",
        "{\"a\":[\"1\"],\"b\":[\"2\"]} | a=String=1 | false"
      })
  void attributesAreMatched(String policy, String attributes, boolean delivered) {
    String topic = bench.topic("news");
    bench.subscribe(topic, "sqs", bench.queue("q"), Map.of("FilterPolicy", policy));
    Map<String, MessageAttributeValue> values = new HashMap<>();
    for (String each : attributes.split(";", -1)) {
      String[] parts = each.split("=", 3);
      values.put(parts[0], SnsBench.attribute(parts[1], parts[2]));
    }
    bench.publish(
        PublishRequest.builder().topicArn(topic).message("m").messageAttributes(values).build());
    assertThat(bench.bodies("q")).hasSize(delivered ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"b\":[\"x\"]}} | {\"a\":{\"b\":\"x\"}} | true",
        "{\"a\":{\"b\":[\"x\"]}} | {\"a\":{\"b\":\"y\"}} | false",
        "{\"a\":{\"b\":[\"x\"]}} | {\"a\":[{\"b\":\"y\"},{\"b\":\"x\"}]} | true",
        "{\"a\":[null]} | {\"a\":null} | true",
        "{\"a\":[1]} | {\"a\":1.0} | true",
        "{\"a\":[{\"exists\":false}]} | {} | true",
        "{\"a\":[\"x\"]} | plain text | false",
        "{\"a\":[\"x\"]} | [\"x\"] | false"
      })
  void bodiesAreMatched(String policy, String body, boolean delivered) {
    String topic = bench.topic("news");
    bench.subscribe(
        topic,
        "sqs",
        bench.queue("q"),
        Map.of("FilterPolicy", policy, "FilterPolicyScope", "MessageBody"));
    bench.publish(topic, body);
    assertThat(bench.bodies("q")).hasSize(delivered ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | failed to parse JSON.",
        "[] | Filter is not an object",
        "{\"a\":\"x\"} | \"a\" must be an object or an array",
        "{\"a\":{\"b\":[\"x\"]}} | Filter policy scope MessageAttributes does not support nested",
        "{\"a\":[[\"x\"]]} | Match value must be String, number, true, false, or null",
        "{\"a\":[]} | Empty arrays are not allowed",
        "{\"a\":[{\"near\":1}]} | Unrecognized match type near",
        "{\"a\":[{\"exists\":\"x\"}]} | exists match pattern must be either true or false.",
        "{\"a\":[{\"numeric\":[\"<\",\"x\"]}]} | Value of < must be numeric",
        "{\"a\":[1],\"b\":[1],\"c\":[1],\"d\":[1],\"e\":[1],\"f\":[1]} | Filter policy can not have more than 5 keys",
        "{\"a\":[1,2,3,4,5,6],\"b\":[1,2,3,4,5],\"c\":[1,2,3,4,5,6]} | Filter policy is too complex"
      })
  void whatIsNoPolicyIsRefused(String policy, String reason) {
    assertThatExceptionOfType(FilterPolicy.Invalid.class)
        .isThrownBy(() -> FilterPolicy.check(policy, SubscriptionAttributes.ATTRIBUTES))
        .satisfies(e -> assertThat(e.reason()).startsWith("FilterPolicy: " + reason));
  }

  @Test
  void aHundredAndFiftyCombinationsAreAllowed() throws FilterPolicy.Invalid {
    FilterPolicy.check(
        "{\"a\":[1,2,3,4,5,6],\"b\":[1,2,3,4,5],\"c\":[1,2,3,4,5]}",
        SubscriptionAttributes.ATTRIBUTES);
    // In a body values count for each level at which they stand: 3 * 2 * 5 * 2 = 60.
    FilterPolicy.check("{\"a\":{\"b\":[1,2,3],\"c\":[1,2,3,4,5]}}", SubscriptionAttributes.BODY);
  }

  @Test
  void aPolicyIsChangedAndTakenAway() {
    String topic = bench.topic("news");
    String subscription =
        bench.subscribe(topic, "sqs", bench.queue("q"), Map.of("FilterPolicy", "{\"a\":[\"1\"]}"));
    bench.publish(topic, "no");
    bench.call(
        SetSubscriptionAttributesRequest.builder()
            .subscriptionArn(subscription)
            .attributeName("FilterPolicy")
            .attributeValue("{}")
            .build());
    bench.publish(topic, "yes");
    assertThat(bench.bodies("q"))
        .singleElement()
        .satisfies(
            body -> assertThat(SnsBench.json(body).path("Message").asText()).isEqualTo("yes"));
    assertThat(bench.subscriptionAttributes(subscription)).doesNotContainKey("FilterPolicy");
  }
}
