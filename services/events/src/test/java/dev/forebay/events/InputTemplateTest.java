package dev.forebay.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;

class InputTemplateTest {
  private static final RuleId RULE = new RuleId(new BusId(EventsBench.PLACE, "default"), "my-rule");
  private static final Map<String, String> PATHS =
      Map.of(
          "text", "$.detail.text",
          "number", "$.detail.number",
          "flag", "$.detail.flag",
          "none", "$.detail.none",
          "nothing", "$.detail.nothing",
          "object", "$.detail.object",
          "list", "$.detail.list",
          "first", "$.detail.list[0]",
          "names", "$.detail.items[*].name");

  private static final Event EVENT =
      new Event(
          "i",
          "{\"id\":\"i\",\"source\":\"s\",\"detail\":{\"text\":\"a \\\"b\\\"\",\"number\":1.50,"
              + "\"flag\":true,\"nothing\":null,\"object\":{\"k\":\"v\",\"n\":[1]},"
              + "\"list\":[\"x\",\"y\"],\"items\":[{\"name\":\"p\"},{\"name\":\"q\"}]}}",
          EventsBench.START,
          Optional.empty());

  private static String fill(String template) {
    return InputTemplate.of(
            "t", InputTransformer.builder().inputPathsMap(PATHS).inputTemplate(template).build())
        .fill(EVENT, RULE);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"v": <text>}                    | {"v": "a \\"b\\""}
          {"v": "<text>!"}                 | {"v": "a \\"b\\"!"}
          {"v": <number>, "w": "<number>"} | {"v": 1.50, "w": "1.50"}
          {"v": <flag>, "w": "<flag>"}     | {"v": true, "w": "true"}
          {"v": <none>, "w": "<none>"}     | {"v": "", "w": ""}
          {"v": <nothing>}                 | {"v": null}
          {"v": <object>}                  | {"v": {"k":"v","n":[1]}}
          {"v": "got <object>"}            | {"v": "got {k:v,n:[1]}"}
          {"v": <list>, "w": "<list>"}     | {"v": ["x","y"], "w": "[x,y]"}
          {"v": <first>, "w": <names>}     | {"v": "x", "w": ["p","q"]}
          {"v": [<first>, <number>]}       | {"v": ["x", 1.50]}
          {"v": "\\"<first>\\" <first>"}   | {"v": "\\"x\\" x"}
          {"v": "a < b > c"}               | {"v": "a < b > c"}
          {"v": <undefined>}               | {"v": ""}
          "<first> is <number>"            | "x is 1.50"
          <object>                         | {"k":"v","n":[1]}
          """)
  void variablesBecomeJsonByThemselvesAndTextWithinQuotes(String template, String filled) {
    assertThat(fill(template)).isEqualTo(filled);
  }

  @Test
  void awsHasVariablesOfItsOwn() {
    assertThat(fill("{\"a\": <aws.events.rule-arn>, \"n\": \"<aws.events.rule-name>\"}"))
        .isEqualTo("{\"a\": \"" + RULE.arn() + "\", \"n\": \"my-rule\"}");
    assertThat(fill("{\"t\": <aws.events.event.ingestion-time>}"))
        .isEqualTo("{\"t\": \"2026-03-01T12:00:00Z\"}");
    assertThat(fill("{\"e\": <aws.events.event>}"))
        .isEqualTo("{\"e\": {\"id\":\"i\",\"source\":\"s\"}}");
    assertThat(fill("{\"e\": <aws.events.event.json>}")).isEqualTo("{\"e\": " + EVENT.text() + "}");
  }

  @Test
  void aTemplateMayHaveOneTextALine() {
    assertThat(fill("\"<first>\"\n\"<number>\"")).isEqualTo("\"x\"\n\"1.50\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"v\": }", "plain <text>", "", "{\"v\": 1} {}", "{\"v\": <text>"})
  void whatWouldBeNoJsonIsRefused(String template) {
    assertThatThrownBy(() -> fill(template))
        .isInstanceOf(AwsException.class)
        .hasMessageStartingWith("Invalid InputTemplate for target t : [");
  }

  @ParameterizedTest
  @ValueSource(strings = {"detail", "$.", "$.a..b", "$.a[", "$.a[x]", "$.a[?(@.b)]", "$['a'"})
  void pathsOfOtherFormsAreRefused(String path) {
    assertThat(JsonPath.parse(path)).isEmpty();
  }
}
