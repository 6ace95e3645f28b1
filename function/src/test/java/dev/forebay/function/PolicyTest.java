package dev.forebay.function;

import static dev.forebay.function.TestLambda.ARN;
import static dev.forebay.function.TestLambda.assertConflict;
import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertNotFound;
import static dev.forebay.function.TestLambda.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.forebay.wire.AwsException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;

final class PolicyTest {
  private static final String STALE =
      "The Revision Id provided does not match the latest Revision Id. Call the %s API to retrieve"
          + " the latest Revision Id";

  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
    lambda.create("f");
  }

  @Test
  void aFullStatementReadsAsAwsWritesIt() {
    AddPermissionResponse answer =
        lambda.call(
            AddPermissionResponse.class,
            AddPermissionRequest.builder()
                .functionName("f")
                .statementId("urlPermission")
                .action("lambda:InvokeFunctionUrl")
                .principal("*")
                .functionUrlAuthType("NONE")
                .sourceAccount("111111111111")
                .principalOrgID("o-1234567890")
                .sourceArn("arn:aws:s3:::b")
                .build());
    assertThat(answer.statement())
        .isEqualTo(
            """
            {"Sid":"urlPermission","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunctionUrl","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","Condition":{"StringEquals":{"AWS:SourceAccount":"111111111111","lambda:FunctionUrlAuthType":"NONE","aws:PrincipalOrgID":"o-1234567890"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}}\
            """
                .strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s3.amazonaws.com | {"Service":"s3.amazonaws.com"}
          logs.us-east-1.amazonaws.com | {"Service":"logs.us-east-1.amazonaws.com"}
          alexa-appkit.amazon.com | {"Service":"alexa-appkit.amazon.com"}
          123456789012 | {"AWS":"arn:aws:iam::123456789012:root"}
          arn:aws:iam::123456789012:user/x | {"AWS":"arn:aws:iam::123456789012:user/x"}
          arn:aws:sts::123456789012:assumed-role/r/s | {"AWS":"arn:aws:sts::123456789012:assumed-role/r/s"}
          * | "*"
          """)
  void aPrincipalReadsAsWhatItIs(String given, String written) {
    add("s", given);
    assertThat(policy().policy()).contains("\"Principal\":" + written + ",\"Action\"");
  }

  @Test
  void thePolicyListsStatementsInOrderAndHasTheFunctionsRevision() {
    add("b", "*");
    add("a", "*");
    GetPolicyResponse policy = policy();
    assertThat(policy.policy())
        .startsWith("{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[{\"Sid\":\"b\"")
        .contains("\"Sid\":\"a\"");
    assertThat(policy.revisionId()).isEqualTo(revision());
  }

  @Test
  void eachChangeGivesTheFunctionAnotherRevisionAndTheLastRemovalEndsThePolicy() {
    String before = revision();
    add("s", "*");
    String between = revision();
    remove("s");
    assertThat(revision()).isNotEqualTo(between).isNotEqualTo(before);
    assertNotFound(this::policy, "The resource you requested does not exist.");
    assertNotFound(() -> remove("s"), "No policy is associated with the given resource.");
  }

  @Test
  void anAliasHasAPolicyAndARevisionOfItsOwn() {
    lambda.publish("f");
    lambda.call(
        CreateAliasRequest.builder().functionName("f").name("live").functionVersion("1").build());
    String function = revision();
    lambda.call(permission("s").qualifier("live").build());

    assertNotFound(this::policy, "The resource you requested does not exist.");
    assertThat(revision()).isEqualTo(function);
    GetPolicyResponse policy =
        lambda.call(
            GetPolicyResponse.class,
            GetPolicyRequest.builder().functionName("f").qualifier("live").build());
    assertThat(policy.policy()).contains("\"Resource\":\"" + ARN + "function:f:live\"");
    assertThat(policy.revisionId())
        .isEqualTo(
            lambda
                .call(
                    GetAliasResponse.class,
                    GetAliasRequest.builder().functionName("f").name("live").build())
                .revisionId());
    assertRefused(
        () -> lambda.call(permission("t").qualifier("live").revisionId("old").build()),
        412,
        "PreconditionFailedException",
        STALE.formatted("GetPolicy"));
  }

  @Test
  void publishingDoesNotCopyThePolicy() {
    add("s", "*");
    lambda.publish("f");
    assertNotFound(
        () -> lambda.call(GetPolicyRequest.builder().functionName("f").qualifier("1").build()),
        "The resource you requested does not exist.");
  }

  @Test
  void whatCannotBeIsRefusedInAwsWords() {
    add("s", "*");
    assertConflict(
        () -> add("s", "*"),
        "The statement id (s) provided already exists. Please provide a new statement id, or remove"
            + " the existing statement.");
    assertInvalid(
        () -> lambda.call(permission("t").qualifier("$LATEST").build()),
        "We currently do not support adding policies for $LATEST.");
    assertInvalid(
        () -> add("t", "invalid.nonaws.com"),
        "The provided principal was invalid. Please check the principal and try again.");
    assertInvalid(
        () -> add("t", "arn:aws:iam::123456789012:group/x"),
        "The provided principal was invalid. Please check the principal and try again.");
    assertInvalid(
        () -> lambda.call(permission("t").functionName("f:a").qualifier("b").build()),
        "The derived qualifier from the function name does not match the specified qualifier.");
    assertNotFound(
        () -> lambda.call(permission("t").functionName("x").build()),
        "Function not found: " + ARN + "function:x");
    assertNotFound(
        () -> lambda.call(permission("t").qualifier("42").build()),
        "Function not found: " + ARN + "function:f:42");
    assertNotFound(
        () -> lambda.call(permission("t").qualifier("a").build()),
        "Cannot find alias arn: " + ARN + "function:f:a");
    assertNotFound(
        () -> lambda.call(permission("t").qualifier("valid-with-$-but-doesnotexist").build()),
        "Function not found: " + ARN + "function:f:valid-with-$-but-doesnotexist");
    assertRefused(
        () -> lambda.call(permission("t").revisionId("old").build()),
        412,
        "PreconditionFailedException",
        STALE.formatted("GetFunction/GetAlias"));
    assertNotFound(() -> remove("t"), "Statement t is not found in resource policy.");
    assertNotFound(
        () ->
            lambda.call(
                RemovePermissionRequest.builder().functionName("x").statementId("s").build()),
        "No policy found for: " + ARN + "function:x");
  }

  @Test
  void aPolicyOfMoreThanTwentyKilobytesIsRefused() {
    String text =
        catchThrowableOfType(
                AwsException.class,
                () ->
                    IntStream.range(0, 300)
                        .forEach(i -> add("statement-with-a-long-name-" + i, "*")))
            .text();
    assertThat(text)
        .matches("The final policy size \\([0-9]+\\) is bigger than the limit \\(20480\\)\\.");
  }

  private static AddPermissionRequest.Builder permission(String sid) {
    return AddPermissionRequest.builder()
        .functionName("f")
        .statementId(sid)
        .action("lambda:InvokeFunction")
        .principal("*");
  }

  private void add(String sid, String principal) {
    lambda.call(permission(sid).principal(principal).build());
  }

  private void remove(String sid) {
    lambda.call(RemovePermissionRequest.builder().functionName("f").statementId(sid).build());
  }

  private GetPolicyResponse policy() {
    return lambda.call(
        GetPolicyResponse.class, GetPolicyRequest.builder().functionName("f").build());
  }

  private String revision() {
    return lambda
        .call(
            GetFunctionConfigurationResponse.class,
            GetFunctionConfigurationRequest.builder().functionName("f").build())
        .revisionId();
  }
}
