package dev.forebay.wire.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.AwsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy lets through, and how it says what it does not. */
class PostPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static PostPolicy policy(String conditions) {
    return parse("{'expiration': '2026-01-31T12:00:01.000Z', 'conditions': [" + conditions + "]}");
  }

  private static PostPolicy parse(String json) {
    return PostPolicy.parse(
        Base64.getEncoder()
            .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static String outcome(String conditions, Map<String, String> fields) {
    try {
      policy("{'bucket': 'box'}, ['starts-with', '$key', '']," + conditions)
          .check(fields, "box", NOW);
      return "accepted";
    } catch (AwsException e) {
      return e.status() + " " + e.text();
    }
  }

  @Test
  void aFieldMustHaveItsText() {
    assertThat(outcome("{'acl': 'private'}", Map.of("key", "k", "acl", "private")))
        .isEqualTo("accepted");
    assertThat(outcome("{'ACL': 'private'}", Map.of("key", "k", "acl", "private")))
        .isEqualTo("accepted");
    assertThat(outcome("['eq', '$acl', 'private']", Map.of("key", "k", "acl", "public-read")))
        .isEqualTo(
            "403 Invalid according to Policy: Policy Condition failed:"
                + " [\"eq\", \"$acl\", \"private\"]");
    assertThat(outcome("['starts-with', '$acl', '']", Map.of("key", "k")))
        .isEqualTo(
            "403 Invalid according to Policy: Policy Condition failed:"
                + " [\"starts-with\", \"$acl\", \"\"]");
  }

  @Test
  void eachContentTypeOfAListMustBeginSo() {
    String images = "['starts-with', '$Content-Type', 'image/']";
    assertThat(outcome(images, Map.of("key", "k", "content-type", "image/png,image/jpeg")))
        .isEqualTo("accepted");
    assertThat(outcome(images, Map.of("key", "k", "content-type", "image/png,text/plain")))
        .contains("[\"starts-with\", \"$content-type\", \"image/\"]");
  }

  @Test
  void everyFieldMustBeNamed() {
    assertThat(
            outcome(
                "{'acl': 'private'}",
                Map.of("key", "k", "acl", "private", "submit", "Go", "x-amz-meta-a", "b")))
        .isEqualTo("403 Invalid according to Policy: Extra input fields: submit, x-amz-meta-a");
    assertThat(
            outcome(
                "{'acl': 'private'}",
                Map.of(
                    "key",
                    "k",
                    "acl",
                    "private",
                    "policy",
                    "p",
                    "signature",
                    "s",
                    "awsaccesskeyid",
                    "a",
                    "x-amz-signature",
                    "x",
                    "x-ignore-this",
                    "y")))
        .isEqualTo("accepted");
    try {
      policy("['starts-with', '$key', '']").check(Map.of("key", "k"), "box", NOW);
      throw new AssertionError("the bucket is not named");
    } catch (AwsException e) {
      assertThat(e.text()).isEqualTo("Invalid according to Policy: Extra input fields: bucket");
    }
  }

  @Test
  void anEscapedDollarSignIsText() {
    assertThat(
            outcome("{'x-amz-meta-price': '\\$5'}", Map.of("key", "k", "x-amz-meta-price", "$5")))
        .isEqualTo("accepted");
  }

  @Test
  void itEnds() {
    try {
      policy("{'bucket': 'box'}").check(Map.of(), "box", NOW.plusSeconds(1));
      throw new AssertionError("the policy is over");
    } catch (AwsException e) {
      assertThat(e.code()).isEqualTo("AccessDenied");
      assertThat(e.text()).isEqualTo("Invalid according to Policy: Policy expired.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[]",
        "{",
        "nothing",
        "{'expiration': '2026-01-31T12:00:01Z'}",
        "{'conditions': []}",
        "{'EXPIRATION': '2026-01-31T12:00:01Z', 'conditions': []}",
        "{'expiration': '2026-01-31T12:00:01Z', 'CONDITIONS': []}",
        "{'expiration': '2026-01-31 12:00', 'conditions': []}",
        "{'expiration': 5, 'conditions': []}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': {}}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [{}]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [{'a': 'b', 'c': 'd'}]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [{'a': 5}]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': ['a']}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [[]]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [['eq', 'key', 'k']]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [['ends-with', '$key', 'k']]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [['eq', '$key', ['k']]]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [['content-length-range', 1]]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': [['content-length-range', -1, 0]]}",
        "{'expiration': '2026-01-31T12:00:01Z', 'conditions': []} {}",
      })
  void whatIsNoPolicyIsRefused(String json) {
    try {
      parse(json);
    } catch (AwsException e) {
      assertThat(e.code()).isEqualTo("InvalidPolicyDocument");
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.text()).startsWith("Invalid Policy: ");
      return;
    }
    throw new AssertionError("accepted: " + json);
  }

  @Test
  void aFileMustBeAsLongAsSaid() throws IOException {
    LengthRange range = policy("['content-length-range', 2, '4']").length();
    assertThat(range).isEqualTo(new LengthRange(2, 4));
    assertThat(read(range, 1)).isEqualTo("EntityTooSmall {MinSizeAllowed=2, ProposedSize=1}");
    assertThat(read(range, 2)).isEqualTo("read");
    assertThat(read(range, 4)).isEqualTo("read");
    assertThat(read(range, 5)).isEqualTo("EntityTooLarge {MaxSizeAllowed=4, ProposedSize=5}");
    assertThat(policy("['content-length-range', 2, 4], ['content-length-range', 1, 3]").length())
        .isEqualTo(new LengthRange(2, 3));
  }

  private static String read(LengthRange range, int size) throws IOException {
    try {
      range.of(new ByteArrayInputStream(new byte[size])).readAllBytes();
      return "read";
    } catch (AwsException e) {
      return e.code() + " " + new java.util.TreeMap<>(e.members());
    }
  }
}
