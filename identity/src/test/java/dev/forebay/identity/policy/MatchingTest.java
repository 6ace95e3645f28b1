package dev.forebay.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Arn;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wildcards of actions and resources, and what the negated elements leave. */
class MatchingTest {
  private static final Principal USER =
      new Principal.User(Arn.parse("arn:aws:iam::123456789012:user/bob").orElseThrow(), "AIDA");

  @ParameterizedTest
  @CsvSource({
    "*, lambda:InvokeFunction, true",
    "lambda:*, lambda:InvokeFunction, true",
    "LAMBDA:invokefunction, lambda:InvokeFunction, true",
    "lambda:Invoke*, lambda:InvokeFunction, true",
    "lambda:*Function, lambda:InvokeFunction, true",
    "lambda:*nv*Fun*, lambda:InvokeFunction, true",
    "lambda:Get?unction, lambda:GetFunction, true",
    "lambda:Get?Function, lambda:GetFunction, false",
    "lambda:Invoke, lambda:InvokeFunction, false",
    "lambda:InvokeFunctionUrl, lambda:InvokeFunction, false",
    "s3:*, lambda:InvokeFunction, false",
    "*:InvokeFunction, lambda:InvokeFunction, true",
  })
  void anActionIsMatchedWithoutItsCase(String pattern, String action, boolean matches) {
    assertThat(applies("\"Action\":\"" + pattern + "\",\"Resource\":\"*\"", action, "*"))
        .isEqualTo(matches);
    assertThat(applies("\"NotAction\":\"" + pattern + "\",\"Resource\":\"*\"", action, "*"))
        .isNotEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "*, arn:aws:lambda:us-east-1:1:function:f, true",
    "*, *, true",
    "arn:aws:lambda:us-east-1:1:function:f, arn:aws:lambda:us-east-1:1:function:f, true",
    "arn:aws:lambda:us-east-1:1:function:f, arn:aws:lambda:us-east-1:1:function:F, false",
    "arn:aws:lambda:us-east-1:1:function:f, arn:aws:lambda:us-east-1:1:function:f:1, false",
    "arn:aws:lambda:us-east-1:1:function:f*, arn:aws:lambda:us-east-1:1:function:f:1, true",
    "arn:aws:lambda:us-east-1:1:function:f:*, arn:aws:lambda:us-east-1:1:function:f, false",
    "arn:aws:lambda:us-east-1:1:function:*:PROD, arn:aws:lambda:us-east-1:1:function:f:PROD, true",
    "arn:aws:lambda:*:*:function:f, arn:aws:lambda:us-east-1:1:function:f, true",
    "arn:aws:lambda:us-*-1:1:function:f, arn:aws:lambda:us-east-1:1:function:f, true",
    "arn:aws:lambda:us-*1:1:function:f, arn:aws:lambda:us-east:x1:1:function:f, false",
    "arn:aws:lambda:us-*:1:function:f, arn:aws:lambda:us-east:x1:1:function:f, true",
    "arn:aws:lambda:??-east-1:1:function:f, arn:aws:lambda:us-east-1:1:function:f, true",
    "arn:aws:sqs:*, arn:aws:sqs:us-east-1:1:q, true",
    "arn:aws:sqs:*:q*1, arn:aws:sqs:us-east-1:1:q-1, true",
    "arn:aws:s3:::b/*, arn:aws:s3:::b/a:b/c, true",
    "arn:aws:s3:::b/*/c?, arn:aws:s3:::b/a/b/c1, true",
    "arn:aws:s3:::b/*/c?, arn:aws:s3:::b/a/b/c, false",
    "arn:aws:s3:::*log*, arn:aws:s3:::carlossalazar-logs/x, true",
    "arn:aws:s3:::b/${aws:username}/*, arn:aws:s3:::b/bob/x, true",
    "arn:aws:s3:::b/${aws:username}/*, arn:aws:s3:::b/alice/x, false",
    "arn:aws:lambda:us-east-1:1:function:f, *, false",
  })
  void aResourceIsMatchedWithinItsParts(String pattern, String resource, boolean matches) {
    assertThat(applies("\"Action\":\"*\",\"Resource\":\"" + pattern + "\"", "a:b", resource))
        .isEqualTo(matches);
    assertThat(applies("\"Action\":\"*\",\"NotResource\":\"" + pattern + "\"", "a:b", resource))
        .isNotEqualTo(matches);
  }

  @Test
  void aResourceWithoutAValueForItsVariableIsNeverAllowed() {
    String pattern = "\":\"arn:aws:s3:::b/${aws:PrincipalTag/t}\"";
    String resource = "arn:aws:s3:::b/x";
    assertThat(applies("\"Action\":\"*\",\"Resource" + pattern, "s3:Get", resource)).isFalse();
    assertThat(applies("\"Action\":\"*\",\"NotResource" + pattern, "s3:Get", resource)).isFalse();
    assertThat(
            document("Deny", "\"Action\":\"*\",\"NotResource" + pattern)
                .applies(request("s3:Get", resource)))
        .isEqualTo(Naming.DIRECTLY);
  }

  @Test
  void aPatternMadeToTakeLongDoesNot() {
    String stars = "*a".repeat(1_000) + "b";
    String letters = "a".repeat(2_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(Glob.ofText(stars).matches(letters)).isFalse();
          assertThat(
                  applies(
                      "\"Action\":\"*\",\"Resource\":\"arn:aws:s3:*:" + stars + "\"",
                      "s3:Get",
                      "arn:aws:s3:" + letters + "::x"))
              .isFalse();
        });
  }

  private static boolean applies(String body, String action, String resource) {
    return document("Allow", body).applies(request(action, resource)) != Naming.NOT;
  }

  private static AccessRequest request(String action, String resource) {
    return new AccessRequest(USER, action, resource, ContextKeys.builder().principal(USER).build());
  }

  private static Statement document(String effect, String body) {
    return PolicyDocument.parse(
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\""
                + effect
                + "\","
                + body
                + "}}",
            PolicyKind.IDENTITY)
        .statements()
        .getFirst();
  }
}
