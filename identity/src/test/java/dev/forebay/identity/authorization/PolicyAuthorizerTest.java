package dev.forebay.identity.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.identity.RoleIds;
import dev.forebay.identity.actions.Actions;
import dev.forebay.identity.denial.Denials;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.wire.Authorizer.Decision;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

/** Who may call what: within an account, from another, as a role, as a service. */
class PolicyAuthorizerTest {
  private static final String OWN = "111111111111";
  private static final String OTHER = "222222222222";
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:f";
  private static final String ANN = "arn:aws:iam::111111111111:user/ann";
  private static final String BOB = "arn:aws:iam::222222222222:user/bob";
  private static final String ROLE = "arn:aws:iam::111111111111:role/r";
  private static final String INVOKE = "lambda:InvokeFunction";
  private static final Decision ALLOWED = new Decision.Allowed();
  private static final Decision ALLOWED_THERE =
      new Decision.Allowed(Optional.of(new AccountId(OWN)));

  private final Known known = new Known();
  private final Denials denials = new Denials();
  private Enforcement enforcement = Enforcement.ALL_TRUSTING_UNKNOWN_ROLES;

  private Decision decide(
      Caller caller, String account, String service, String operation, SdkPojo request) {
    CallContext context =
        new CallContext(
            caller,
            new AccountRegion(new AccountId(account), new Region("us-east-1")),
            new RequestId("id"),
            URI.create("http://localhost"),
            Optional.of("127.0.0.1"),
            Optional.empty(),
            Optional.empty());
    return new PolicyAuthorizer(
            Actions.load(Map.of("lambda.url-auth", (place, arn) -> Optional.of("NONE"))),
            known,
            known.policies(),
            known.tags(),
            enforcement,
            denials,
            new SystemClock())
        .decide(context, service, operation, request);
  }

  private Decision invoke(Caller caller, String account, String function) {
    return decide(
        caller,
        account,
        "lambda",
        "Invoke",
        InvokeRequest.builder().functionName(function).build());
  }

  private static Decision denied(String who, String resource, String why) {
    return new Decision.Denied(
        "User: "
            + who
            + " is not authorized to perform: "
            + INVOKE
            + " on resource: "
            + resource
            + " because no "
            + why
            + " allows the "
            + INVOKE
            + " action");
  }

  @Test
  void aUserOfTheAccountNeedsItsOwnPolicyOnly() {
    assertThat(invoke(known.user(ANN, INVOKE, FUNCTION), OWN, "f")).isEqualTo(ALLOWED);
  }

  @Test
  void aUserOfTheAccountNeedsTheFunctionsPolicyOnlyIfItNamesTheUser() {
    Caller ann = known.user(ANN, "", "");
    assertThat(invoke(ann, OWN, "f")).isEqualTo(denied(ANN, FUNCTION, "identity-based policy"));
    known.resource(FUNCTION, INVOKE, "\"Principal\":{\"AWS\":\"" + ANN + "\"}");
    assertThat(invoke(ann, OWN, "f")).isEqualTo(ALLOWED);
    known.withoutPolicy(FUNCTION);
    assertThat(invoke(ann, OWN, "f")).isEqualTo(denied(ANN, FUNCTION, "identity-based policy"));
  }

  @Test
  void aUserOfAnotherAccountNeedsBoth() {
    Caller allowed = known.user(BOB, INVOKE, FUNCTION);
    assertThat(invoke(allowed, OTHER, FUNCTION))
        .isEqualTo(denied(BOB, FUNCTION, "resource-based policy"));
    known.resource(FUNCTION, INVOKE, "\"Principal\":{\"AWS\":\"arn:aws:iam::" + OTHER + ":root\"}");
    assertThat(invoke(allowed, OTHER, FUNCTION)).isEqualTo(ALLOWED_THERE);
    assertThat(invoke(allowed, OTHER, "111111111111:function:f")).isEqualTo(ALLOWED_THERE);
    assertThat(invoke(known.user(BOB, "", ""), OTHER, FUNCTION))
        .isEqualTo(denied(BOB, FUNCTION, "identity-based policy"));
  }

  @Test
  void aConditionOnATagLooksAtTheResource() {
    Caller ann = known.user(ANN, "", "");
    known.resource(
        FUNCTION,
        INVOKE,
        "\"Principal\":{\"AWS\":\""
            + ANN
            + "\"},\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/Team\":\"blue\"}}");
    known.tagged(FUNCTION, "team", "red");
    assertThat(invoke(ann, OWN, "f")).isEqualTo(denied(ANN, FUNCTION, "identity-based policy"));
    known.tagged(FUNCTION, "team", "blue");
    assertThat(invoke(ann, OWN, "f")).isEqualTo(ALLOWED);
  }

  @Test
  void aGrantOnAnAliasHoldsForTheAliasAlone() {
    Caller bob = known.user(BOB, INVOKE, FUNCTION + "*");
    known.resource(
        FUNCTION + ":PROD", INVOKE, "\"Principal\":{\"AWS\":\"arn:aws:iam::" + OTHER + ":root\"}");
    assertThat(invoke(bob, OTHER, FUNCTION + ":PROD")).isEqualTo(ALLOWED_THERE);
    assertThat(invoke(bob, OTHER, FUNCTION + ":1"))
        .isEqualTo(denied(BOB, FUNCTION + ":1", "resource-based policy"));
    assertThat(invoke(bob, OTHER, FUNCTION))
        .isEqualTo(denied(BOB, FUNCTION, "resource-based policy"));
  }

  @Test
  void aServiceNeedsTheFunctionsPolicyWithItsSource() {
    Caller mine = s3("arn:aws:s3:::bucket", OWN);
    assertThat(invoke(mine, OWN, "f")).isInstanceOf(Decision.Denied.class);
    known.resource(
        FUNCTION,
        INVOKE,
        "\"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Condition\":{"
            + "\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::bucket\"},"
            + "\"StringEquals\":{\"AWS:SourceAccount\":\""
            + OWN
            + "\"}}");
    assertThat(invoke(mine, OWN, "f")).isEqualTo(ALLOWED);
    assertThat(invoke(s3("arn:aws:s3:::other", OWN), OWN, "f")).isInstanceOf(Decision.Denied.class);
    assertThat(invoke(s3("arn:aws:s3:::bucket", OTHER), OWN, "f"))
        .isInstanceOf(Decision.Denied.class);
  }

  private static Caller s3(String source, String account) {
    return new Caller.Service(
        "s3.amazonaws.com", Arn.parse(source), Optional.of(new AccountId(account)));
  }

  @Test
  void aRolesSessionHasTheRolesRights() {
    Arn role = known.role(ROLE, "AROA1", INVOKE, FUNCTION);
    assertThat(invoke(new Caller.RoleSession(role, "AROA1", "s"), OWN, "f")).isEqualTo(ALLOWED);
    assertThat(invoke(new Caller.RoleSession(role, "AROA1", "s"), OWN, "g"))
        .isInstanceOf(Decision.Denied.class);
    assertThat(invoke(new Caller.RoleSession(role, RoleIds.of(role), "s"), OWN, "f"))
        .as("a service's own session")
        .isEqualTo(ALLOWED);
    assertThat(invoke(new Caller.RoleSession(role, "AROAdeleted", "s"), OWN, "f"))
        .as("a session of a role that was deleted and made anew")
        .isInstanceOf(Decision.Denied.class);
  }

  @Test
  void aSessionThatAUserHandedOnHasWhatBothAllow() {
    String id = ((Caller.User) known.user(ANN, INVOKE, FUNCTION)).userId();
    String all =
        "{\"Version\":\"2012-10-17\",\"Statement\":"
            + "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
    assertThat(invoke(handedOn(id, all), OWN, "f")).isEqualTo(ALLOWED);
    assertThat(invoke(handedOn(id, all), OWN, "g"))
        .as("what the user may not")
        .isInstanceOf(Decision.Denied.class);
    assertThat(invoke(handedOn(id), OWN, "f"))
        .as("without a policy of the session")
        .isInstanceOf(Decision.Denied.class);
    assertThat(invoke(handedOn("AIDAdeleted", all), OWN, "f"))
        .as("of a user that was deleted and made anew")
        .isInstanceOf(Decision.Denied.class);
  }

  private static Caller handedOn(String userId, String... policies) {
    SessionFacts facts =
        new SessionFacts(
            List.of(policies),
            List.of(),
            Map.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Caller.FederatedUser(Known.arn(ANN), userId, "guest", facts);
  }

  @Test
  void aRoleThatIsNotKnownIsTrustedWithinItsAccountUnlessItIsToBeRefused() {
    Arn role = Known.arn(ROLE);
    Caller session = new Caller.RoleSession(role, RoleIds.of(role), "s");
    assertThat(invoke(session, OWN, "f")).isEqualTo(ALLOWED);
    assertThat(invoke(session, OWN, "222222222222:function:f")).isInstanceOf(Decision.Denied.class);
    enforcement = Enforcement.ALL;
    assertThat(invoke(session, OWN, "f")).isInstanceOf(Decision.Denied.class);
    enforcement = Enforcement.STRICT;
    assertThat(invoke(session, OWN, "f")).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void rootMayDoAllInItsAccountAndNothingBeyond() {
    Caller root = new Caller.Root(new AccountId(OWN));
    for (Enforcement each : Enforcement.values()) {
      enforcement = each;
      assertThat(invoke(root, OWN, "f")).isEqualTo(ALLOWED);
      assertThat(invoke(root, OWN, "222222222222:function:f")).isInstanceOf(Decision.Denied.class);
    }
  }

  @Test
  void nobodyMayDoAnything() {
    assertThat(invoke(new Caller.Anonymous(), OWN, "f")).isInstanceOf(Decision.Denied.class);
  }

  private Decision invokeUrl(Caller caller) {
    return decide(
        caller,
        OWN,
        "lambda-url",
        "Invoke",
        InvokeRequest.builder().functionName(FUNCTION).build());
  }

  @Test
  void aUrlAsksForItsOwnActionAndOnlyWhereAllIsStrictForTheOtherToo() {
    Caller nobody = new Caller.Anonymous();
    assertThat(invokeUrl(nobody)).isInstanceOf(Decision.Denied.class);
    known.resource(FUNCTION, INVOKE, "\"Principal\":\"*\"");
    assertThat(invokeUrl(nobody)).isInstanceOf(Decision.Denied.class);
    known.resource(
        FUNCTION,
        "lambda:InvokeFunctionUrl",
        "\"Principal\":\"*\",\"Condition\":{\"StringEquals\":{\"lambda:FunctionUrlAuthType\":\"NONE\"}}");
    assertThat(invokeUrl(nobody)).isEqualTo(ALLOWED);
    enforcement = Enforcement.STRICT;
    assertThat(invokeUrl(nobody)).isInstanceOf(Decision.Denied.class);
    known.resource(
        FUNCTION,
        "lambda:Invoke*",
        "\"Principal\":\"*\",\"Condition\":{\"StringEqualsIfExists\":{\"lambda:FunctionUrlAuthType\":\"NONE\"},"
            + "\"BoolIfExists\":{\"lambda:InvokedViaFunctionUrl\":\"true\"}}");
    assertThat(invokeUrl(nobody)).isEqualTo(ALLOWED);
  }

  @Test
  void whoMakesAFunctionMustBeAllowedToPassItsRole() {
    Caller ann = known.user(ANN, "lambda:CreateFunction", "*");
    CreateFunctionRequest request =
        CreateFunctionRequest.builder().functionName("f").role(ROLE).build();
    assertThat(decide(ann, OWN, "lambda", "CreateFunction", request))
        .isEqualTo(
            new Decision.Denied(
                "User: "
                    + ANN
                    + " is not authorized to perform: iam:PassRole on resource: "
                    + ROLE
                    + " because no identity-based policy allows the iam:PassRole action"));
    Caller root = new Caller.Root(new AccountId(OWN));
    CreateFunctionRequest foreign =
        request.toBuilder().role("arn:aws:iam::" + OTHER + ":role/r").build();
    assertThat(decide(root, OWN, "lambda", "CreateFunction", foreign))
        .as("a made-up role")
        .isEqualTo(ALLOWED);
    known.role("arn:aws:iam::" + OTHER + ":role/r", "AROA2", "", "");
    assertThat(decide(root, OWN, "lambda", "CreateFunction", foreign))
        .as("another account's role")
        .isInstanceOf(Decision.Denied.class);
  }

  @Test
  void whoeverCanSignLearnsWhoItIs() {
    assertThat(
            decide(
                known.user(ANN, "", ""),
                OWN,
                "sts",
                "GetCallerIdentity",
                GetCallerIdentityRequest.builder().build()))
        .isEqualTo(ALLOWED);
    assertThat(
            decide(
                known.user(ANN, "", ""),
                OWN,
                "iam",
                "CreateUser",
                CreateUserRequest.builder().userName("x").build()))
        .isInstanceOf(Decision.Denied.class);
  }
}
