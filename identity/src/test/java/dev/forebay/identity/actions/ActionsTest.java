package dev.forebay.identity.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

/** What requests need, as the Service Authorization Reference has it. */
class ActionsTest {
  private static final String OWN = "123456789012";
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f";

  private static List<Permission> needed(String service, String operation, SdkPojo request) {
    return needed(Map.of(), service, operation, request);
  }

  private static List<Permission> needed(
      Map<String, Lookup> lookups, String service, String operation, SdkPojo request) {
    CallContext context =
        new CallContext(
            new Caller.User(Arn.parse("arn:aws:iam::123456789012:user/ann").orElseThrow(), "AIDA1"),
            new AccountRegion(new AccountId(OWN), new Region("us-east-1")),
            new RequestId("id"),
            URI.create("http://localhost"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return Actions.load(lookups).needed(context, service, operation, request);
  }

  private static List<String> actions(List<Permission> permissions) {
    return permissions.stream().map(it -> it.action() + " " + it.resource()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "f,,f",
    "f:PROD,,f:PROD",
    "f,PROD,f:PROD",
    "f,$LATEST,f:$LATEST",
    "function:f,,f",
    "123456789012:f,,f",
    "123456789012:function:f:1,,f:1",
    "us-east-1:123456789012:function:f,2,f:2",
    "arn:aws:lambda:us-east-1:123456789012:function:f:PROD,,f:PROD",
  })
  void anInvocationIsAboutTheFunctionAsTheCallerNamesIt(
      String name, String qualifier, String resource) {
    assertThat(
            needed(
                "lambda",
                "Invoke",
                InvokeRequest.builder().functionName(name).qualifier(qualifier).build()))
        .containsExactly(
            new Permission(
                "lambda:InvokeFunction",
                FUNCTION.substring(0, FUNCTION.length() - 1) + resource,
                Map.of()));
  }

  @Test
  void anotherAccountsFunctionIsThatAccounts() {
    String arn = "arn:aws:lambda:us-east-1:999999999999:function:f";
    assertThat(
            actions(needed("lambda", "Invoke", InvokeRequest.builder().functionName(arn).build())))
        .containsExactly("lambda:InvokeFunction " + arn);
  }

  @Test
  void makingAFunctionNeedsItsRoleItsLayersAndItsTags() {
    String role = "arn:aws:iam::123456789012:role/r";
    String layer = "arn:aws:lambda:us-east-1:123456789012:layer:l:1";
    List<Permission> needed =
        needed(
            "lambda",
            "CreateFunction",
            CreateFunctionRequest.builder()
                .functionName("f")
                .role(role)
                .layers(layer)
                .tags(Map.of("team", "red"))
                .vpcConfig(vpc -> vpc.subnetIds("subnet-1").securityGroupIds())
                .build());
    assertThat(actions(needed))
        .containsExactly(
            "lambda:CreateFunction " + FUNCTION,
            "iam:PassRole " + role,
            "lambda:GetLayerVersion " + layer,
            "lambda:TagResource " + FUNCTION);
    assertThat(needed.getFirst().keys())
        .containsEntry("lambda:Layer", List.of(layer))
        .containsEntry("lambda:SubnetIds", List.of("subnet-1"))
        .containsEntry("aws:RequestTag/team", List.of("red"))
        .containsEntry("aws:TagKeys", List.of("team"))
        .doesNotContainKeys("lambda:SecurityGroupIds", "lambda:CodeSigningConfigArn");
    assertThat(needed.get(1).keys())
        .containsEntry("iam:PassedToService", List.of("lambda.amazonaws.com"));
  }

  @Test
  void tagsToRemoveAreKeysAlone() {
    assertThat(
            needed(
                    "lambda",
                    "UntagResource",
                    UntagResourceRequest.builder().resource(FUNCTION).tagKeys("a", "b").build())
                .getFirst()
                .keys())
        .isEqualTo(Map.of("aws:TagKeys", List.of("a", "b")));
    assertThat(
            needed(
                    "lambda",
                    "TagResource",
                    TagResourceRequest.builder().resource(FUNCTION).tags(Map.of()).build())
                .getFirst()
                .keys())
        .isEmpty();
  }

  @Test
  void aStatementsPrincipalIsAConditionKey() {
    assertThat(
            needed(
                    "lambda",
                    "AddPermission",
                    AddPermissionRequest.builder()
                        .functionName("f")
                        .principal("s3.amazonaws.com")
                        .build())
                .getFirst()
                .keys())
        .isEqualTo(Map.of("lambda:Principal", List.of("s3.amazonaws.com")));
  }

  @Test
  void layersAreNamedByNameOrArnAndTheVersionIsANumber() {
    assertThat(
            actions(
                needed(
                    "lambda",
                    "GetLayerVersion",
                    GetLayerVersionRequest.builder().layerName("l").versionNumber(3L).build())))
        .containsExactly("lambda:GetLayerVersion arn:aws:lambda:us-east-1:123456789012:layer:l:3");
  }

  @Test
  void aMappingsFunctionIsFoundWhereTheRequestDoesNotNameIt() {
    Map<String, Lookup> lookups =
        Map.of("lambda.mapping", (place, uuid) -> Optional.of(FUNCTION + "-of-" + uuid));
    assertThat(
            needed(
                lookups,
                "lambda",
                "UpdateEventSourceMapping",
                UpdateEventSourceMappingRequest.builder().uuid("u").build()))
        .containsExactly(
            new Permission(
                "lambda:UpdateEventSourceMapping",
                "arn:aws:lambda:us-east-1:123456789012:event-source-mapping:u",
                Map.of("lambda:FunctionArn", List.of(FUNCTION + "-of-u"))));
  }

  @Test
  void identityOfTheCallerNeedsNothing() {
    assertThat(needed("sts", "GetCallerIdentity", GetCallerIdentityRequest.builder().build()))
        .isEmpty();
  }

  @Test
  void entitiesOfIamHaveTheirPaths() {
    assertThat(
            needed(
                "iam",
                "CreateUser",
                CreateUserRequest.builder()
                    .userName("bob")
                    .path("/team/")
                    .tags(Tag.builder().key("k").value("v").build())
                    .build()))
        .extracting(Permission::action, Permission::resource)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "iam:CreateUser", "arn:aws:iam::123456789012:user/team/bob"),
            org.assertj.core.groups.Tuple.tuple(
                "iam:TagUser", "arn:aws:iam::123456789012:user/team/bob"));
    assertThat(actions(needed("iam", "GetUser", GetUserRequest.builder().build())))
        .containsExactly("iam:GetUser arn:aws:iam::123456789012:user/ann");
    assertThat(
            needed(
                Map.of("iam.role", (place, name) -> Optional.of("arn:aws:iam::1:role/p/" + name)),
                "iam",
                "AttachRolePolicy",
                AttachRolePolicyRequest.builder().roleName("r").policyArn("arn:p").build()))
        .containsExactly(
            new Permission(
                "iam:AttachRolePolicy",
                "arn:aws:iam::1:role/p/r",
                Map.of("iam:PolicyARN", List.of("arn:p"))));
  }

  @Test
  void anOperationWithoutARowIsRefused() {
    ServiceBinding binding =
        ServiceBinding.of("lambda")
            .on("Dance", InvokeRequest::builder, (context, request) -> request)
            .on("Invoke", InvokeRequest::builder, (context, request) -> request)
            .build();
    Actions actions = Actions.load(Map.of());
    assertThatThrownBy(() -> actions.check(List.of(binding)))
        .hasMessageContaining("[lambda:Dance]");
  }
}
