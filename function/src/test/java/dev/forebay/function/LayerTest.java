package dev.forebay.function;

import static dev.forebay.function.TestLambda.ARN;
import static dev.forebay.function.TestLambda.assertConflict;
import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertNotFound;
import static dev.forebay.function.TestLambda.assertRefused;
import static dev.forebay.function.TestLambda.python;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.AccountRegion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;

final class LayerTest {
  private static final AccountRegion OTHER = TestLambda.place("222222222222", "us-east-1");

  @TempDir Path folder;
  private TestLambda lambda;

  @BeforeEach
  void start() {
    lambda = new TestLambda(folder);
  }

  @Test
  void versionsRiseAndAreListedNewestFirst() {
    publish("l", "one");
    PublishLayerVersionResponse second = publish("l", "two");
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.layerArn()).isEqualTo(ARN + "layer:l");
    assertThat(second.layerVersionArn()).isEqualTo(ARN + "layer:l:2");
    assertThat(second.content().codeSize()).isPositive();
    assertThat(second.content().location()).contains("/_forebay/code/");
    ListLayerVersionsResponse versions =
        lambda.call(
            ListLayerVersionsResponse.class,
            ListLayerVersionsRequest.builder().layerName("l").build());
    assertThat(versions.layerVersions()).extracting(v -> v.version()).containsExactly(2L, 1L);
    lambda.call(DeleteLayerVersionRequest.builder().layerName("l").versionNumber(2L).build());
    lambda.call(DeleteLayerVersionRequest.builder().layerName("l").versionNumber(2L).build());
    assertThat(publish("l", "three").version()).isEqualTo(3);
  }

  @Test
  void listingShowsTheNewestThatMatches() {
    lambda.call(request("l", "one").compatibleRuntimesWithStrings("python3.12").build());
    lambda.call(request("l", "two").compatibleRuntimesWithStrings("nodejs22.x").build());
    ListLayersResponse all =
        lambda.call(ListLayersResponse.class, ListLayersRequest.builder().build());
    assertThat(all.layers().getFirst().latestMatchingVersion().version()).isEqualTo(2);
    ListLayersResponse python =
        lambda.call(
            ListLayersResponse.class,
            ListLayersRequest.builder().compatibleRuntime("python3.12").build());
    assertThat(python.layers().getFirst().latestMatchingVersion().version()).isEqualTo(1);
  }

  @Test
  void aFunctionHasItsLayersInOrderAndKeepsThemWhenTheyAreDeleted() {
    publish("a", "one");
    publish("b", "two");
    CreateFunctionResponse created =
        lambda.call(
            CreateFunctionResponse.class,
            python("f").layers(ARN + "layer:b:1", ARN + "layer:a:1").build());
    assertThat(created.layers())
        .extracting(l -> l.arn())
        .containsExactly(ARN + "layer:b:1", ARN + "layer:a:1");
    lambda.call(DeleteLayerVersionRequest.builder().layerName("a").versionNumber(1L).build());
    lambda.clock.advance(Duration.ofHours(1));

    assertThat(lambda.resolve("f").version().layers())
        .satisfiesExactly(
            b -> assertThat(b.resolve("x.py")).hasContent("two"),
            a -> assertThat(a.resolve("x.py")).hasContent("one"));
    assertInvalid(
        () -> lambda.call(python("g").layers(ARN + "layer:a:1").build()),
        "Layer version " + ARN + "layer:a:1 does not exist.");
  }

  @Test
  void whatAFunctionCannotHaveIsRefusedInAwsWords() {
    publish("a", "one");
    assertInvalid(
        () ->
            lambda.call(
                python("f")
                    .layers(
                        IntStream.range(0, 6).mapToObj(i -> ARN + "layer:l" + i + ":1").toList())
                    .build()),
        "Cannot reference more than 5 layers.");
    assertInvalid(
        () -> lambda.call(python("f").layers(ARN + "layer:a:1", ARN + "layer:a:1").build()),
        "Two different versions of the same layer are not allowed to be referenced in the same"
            + " function. "
            + ARN
            + "layer:a:1 and "
            + ARN
            + "layer:a:1 are versions of the same layer.");
    assertInvalid(
        () -> lambda.call(python("f").layers(ARN + "layer:a:0").build()),
        "Layer Version Cannot be less than 1");
    assertInvalid(
        () ->
            lambda.call(
                python("f").layers("arn:aws:lambda:eu-west-1:111111111111:layer:a:1").build()),
        "Layers are not in the same region as the function. Layers are expected to be in region"
            + " us-east-1.");
    assertNotFound(
        () ->
            lambda.call(GetLayerVersionRequest.builder().layerName("a").versionNumber(9L).build()),
        "The resource you requested does not exist.");
  }

  @Test
  void anotherAccountUsesALayer() {
    publish("a", "one");
    String arn = ARN + "layer:a:1";
    AddLayerVersionPermissionResponse added =
        lambda.call(
            AddLayerVersionPermissionResponse.class,
            permission("s").principal("222222222222").build());
    assertThat(added.statement())
        .isEqualTo(
            "{\"Sid\":\"s\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::222222222222:root\"},\"Action\":\"lambda:GetLayerVersion\",\"Resource\":\""
                + arn
                + "\"}");
    lambda.call(OTHER, python("f").layers(arn).build());
    lambda.call(OTHER, GetLayerVersionByArnRequest.builder().arn(arn).build());
  }

  @Test
  void aLayersPolicyHasARevisionOfItsOwn() {
    publish("a", "one");
    lambda.call(permission("s").build());
    GetLayerVersionPolicyResponse policy =
        lambda.call(
            GetLayerVersionPolicyResponse.class,
            GetLayerVersionPolicyRequest.builder().layerName("a").versionNumber(1L).build());
    assertThat(policy.policy())
        .startsWith("{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[{\"Sid\":\"s\"");
    assertConflict(
        () -> lambda.call(permission("s").build()),
        "The statement id (s) provided already exists. Please provide a new statement id, or remove"
            + " the existing statement.");
    assertRefused(
        () -> lambda.call(permission("t").revisionId("old").build()),
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy"
            + " API to retrieve the latest Revision Id");
    assertNotFound(
        () -> lambda.call(permission("t").versionNumber(7L).build()),
        "Layer version " + ARN + "layer:a:7 does not exist.");
    assertNotFound(() -> remove("t"), "Statement t is not found in resource policy.");
    remove("s");
  }

  private void remove(String sid) {
    lambda.call(
        RemoveLayerVersionPermissionRequest.builder()
            .layerName("a")
            .versionNumber(1L)
            .statementId(sid)
            .build());
  }

  private static AddLayerVersionPermissionRequest.Builder permission(String sid) {
    return AddLayerVersionPermissionRequest.builder()
        .layerName("a")
        .versionNumber(1L)
        .statementId(sid)
        .action("lambda:GetLayerVersion")
        .principal("*");
  }

  private PublishLayerVersionResponse publish(String name, String content) {
    return lambda.call(PublishLayerVersionResponse.class, request(name, content).build());
  }

  private static PublishLayerVersionRequest.Builder request(String name, String content) {
    return PublishLayerVersionRequest.builder()
        .layerName(name)
        .content(c -> c.zipFile(new Zips().plain("x.py", content).sdk()));
  }
}
