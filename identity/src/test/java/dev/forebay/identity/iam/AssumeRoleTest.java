package dev.forebay.identity.iam;

import static dev.forebay.identity.iam.IamServer.LOGS;
import static dev.forebay.identity.iam.IamServer.ROOT;
import static dev.forebay.identity.iam.IamServer.TRUST;
import static dev.forebay.identity.iam.IamServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.identity.decision.PolicyType;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.denial.Denial;
import dev.forebay.identity.policy.Miss;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Caller;
import dev.forebay.wire.CredentialSource.Answer;
import dev.forebay.wire.SessionFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/** Who may assume a role that IAM knows, and what the session then is. */
class AssumeRoleTest {
  private static final String ROLE = "arn:aws:iam::123456789012:role/worker";
  private static final String ANN = "arn:aws:iam::123456789012:user/ann";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T10:20:30Z"));
  private StorageEngine engine;
  private IamServer server;
  private IamClient iam;
  private AwsCredentials ann;

  @BeforeEach
  void start() {
    engine = MemoryEngine.open(clock);
    server = new IamServer(engine, clock);
    iam = server.iam(ROOT);
    iam.createUser(r -> r.userName("ann"));
    AccessKey key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
    ann = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  @AfterEach
  void stop() {
    iam.close();
    server.close();
    engine.close();
  }

  private static String trusting(String principal, String action, String condition) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},
     "Action":%s%s}]}\
    """
        .formatted(principal, action, condition);
  }

  private void role(String trust) {
    iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(trust));
  }

  private static AssumeRoleRequest worker() {
    return AssumeRoleRequest.builder().roleArn(ROLE).roleSessionName("me").build();
  }

  private AssumeRoleResponse assume(AwsCredentials who, AssumeRoleRequest request) {
    try (StsClient sts = server.sts(who)) {
      return sts.assumeRole(request);
    }
  }

  private static AwsCredentials session(Credentials issued) {
    return AwsSessionCredentials.create(
        issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
  }

  private SessionFacts facts(Credentials issued) {
    Answer answer =
        server.credentials.find(issued.accessKeyId(), Optional.of(issued.sessionToken()));
    return ((Caller.RoleSession) ((Answer.Known) answer).credential().caller()).facts();
  }

  @Test
  void aRoleThatDoesNotTrustTheCallerCannotBeAssumed() {
    role(TRUST);
    assertRefused(
        () -> assume(ann, worker()),
        403,
        "AccessDenied",
        "User: " + ANN + " is not authorized to perform: sts:AssumeRole on resource: " + ROLE);
    assertRefused(() -> assume(ROOT, worker()), 403, "AccessDenied", "sts:AssumeRole");
  }

  @Test
  void aUserWhomTheRoleNamesAssumesItWithItsUniqueId() {
    role(trusting(ANN, "\"sts:AssumeRole\"", ""));
    AssumeRoleResponse assumed = assume(ann, worker());
    assertThat(assumed.assumedRoleUser().assumedRoleId())
        .isEqualTo(iam.getRole(r -> r.roleName("worker")).role().roleId() + ":me");
    try (StsClient sts = server.sts(session(assumed.credentials()))) {
      assertThat(sts.getCallerIdentity().arn())
          .isEqualTo("arn:aws:sts::123456789012:assumed-role/worker/me");
    }
  }

  @Test
  void trustInTheAccountNeedsAnIdentityPolicyToo() {
    role(trusting("arn:aws:iam::123456789012:root", "\"sts:AssumeRole\"", ""));
    assertRefused(() -> assume(ann, worker()), 403, "AccessDenied", "sts:AssumeRole");
    iam.putUserPolicy(r ->
        r.userName("ann").policyName("p").policyDocument(LOGS.replace("logs:*", "sts:AssumeRole")));
    assertThat(assume(ann, worker()).credentials()).isNotNull();
    assertThat(assume(ROOT, worker()).credentials()).as("the root it names").isNotNull();
  }

  @Test
  void aUserWhomOnlyTheTrustPolicyNamesIsDecidedOnOnceAndWhatFailedIsKept() {
    role(
        trusting(
            ANN,
            "\"sts:AssumeRole\"",
            ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"shibboleth\"}}"));
    assertRefused(() -> assume(ann, worker()), 403, "AccessDenied", "sts:AssumeRole");
    List<Denial> kept = server.denials.latest(10);
    assertThat(kept).hasSize(1);
    Denial.Refusal refusal = kept.getFirst().refusals().getFirst();
    assertThat(refusal.verdict().reason())
        .isEqualTo(
            new Verdict.Reason.NothingAllows(List.of(PolicyType.ROLE_TRUST, PolicyType.IDENTITY)));
    assertThat(refusal.question().nearMisses(refusal.verdict().reason()))
        .singleElement()
        .satisfies(near ->
            assertThat(near.misses())
                .containsExactly(
                    new Miss.FailedCondition(
                        "StringEquals", "sts:ExternalId", List.of("shibboleth"), List.of())));
  }

  @Test
  void aConditionOnTheExternalIdHoldsForTheTagsThatComeAlong() {
    role(
        trusting(
            ANN,
            "[\"sts:AssumeRole\",\"sts:TagSession\"]",
            ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"shibboleth\"}}"));
    AssumeRoleRequest tagged =
        worker().toBuilder()
            .externalId("shibboleth")
            .tags(Tag.builder().key("team").value("x").build())
            .build();
    assertThat(assume(ann, tagged).credentials()).isNotNull();
  }

  @Test
  void aConditionMayAskForATagOfTheRole() {
    role(
        trusting(
            ANN,
            "\"sts:AssumeRole\"",
            ",\"Condition\":{\"StringEquals\":{\"iam:ResourceTag/team\":\"x\"}}"));
    assertRefused(() -> assume(ann, worker()), 403, "AccessDenied", "sts:AssumeRole");
    iam.tagRole(r ->
        r.roleName("worker")
            .tags(
                software.amazon.awssdk.services.iam.model.Tag.builder()
                    .key("team")
                    .value("x")
                    .build()));
    assertThat(assume(ann, worker()).credentials()).isNotNull();
  }

  @Test
  void whatPassesOnAlongAChainMustBeAllowedByTheNextRoleToo() {
    String all = "[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]";
    role(trusting(ANN, all, ""));
    iam.createRole(
        r -> r.roleName("next").assumeRolePolicyDocument(trusting(ROLE, "\"sts:AssumeRole\"", "")));
    AwsCredentials first =
        session(
            assume(
                    ann,
                    worker().toBuilder()
                        .tags(Tag.builder().key("team").value("x").build())
                        .transitiveTagKeys("team")
                        .build())
                .credentials());
    AssumeRoleRequest next = worker().toBuilder().roleArn(ROLE.replace("worker", "next")).build();
    assertRefused(() -> assume(first, next), 403, "AccessDenied", "sts:TagSession");
    AwsCredentials second =
        session(assume(ann, worker().toBuilder().sourceIdentity("ann").build()).credentials());
    assertRefused(() -> assume(second, next), 403, "AccessDenied", "sts:SetSourceIdentity");
  }

  @Test
  void anExternalIdThatTheRoleAsksForMustBeGiven() {
    role(
        trusting(
            ANN,
            "\"sts:AssumeRole\"",
            ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"shibboleth\"}}"));
    assertRefused(() -> assume(ann, worker()), 403, "AccessDenied", "sts:AssumeRole");
    assertThat(assume(ann, worker().toBuilder().externalId("shibboleth").build()).credentials())
        .isNotNull();
  }

  @Test
  void aSessionLastsNoLongerThanTheRoleAllows() {
    role(trusting(ANN, "\"sts:AssumeRole\"", ""));
    assertRefused(
        () -> assume(ann, worker().toBuilder().durationSeconds(3_601).build()),
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    iam.updateRole(r -> r.roleName("worker").maxSessionDuration(7_200));
    assertThat(
            assume(ann, worker().toBuilder().durationSeconds(7_200).build())
                .credentials()
                .expiration())
        .isEqualTo(Instant.parse("2026-03-01T12:20:30Z"));
  }

  @Test
  void tagsAndASourceIdentityNeedTheRolesLeaveAndPassOnAlongAChain() {
    role(trusting(ANN, "\"sts:AssumeRole\"", ""));
    AssumeRoleRequest tagged =
        worker().toBuilder()
            .tags(
                Tag.builder().key("team").value("x").build(),
                Tag.builder().key("here").value("y").build())
            .transitiveTagKeys("team")
            .sourceIdentity("ann")
            .build();
    assertRefused(() -> assume(ann, tagged), 403, "AccessDenied", "sts:TagSession");
    iam.updateAssumeRolePolicy(r ->
        r.roleName("worker")
            .policyDocument(trusting(ANN, "[\"sts:AssumeRole\",\"sts:TagSession\"]", "")));
    assertRefused(() -> assume(ann, tagged), 403, "AccessDenied", "sts:SetSourceIdentity");
    String all = "[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]";
    iam.updateAssumeRolePolicy(r -> r.roleName("worker").policyDocument(trusting(ANN, all, "")));
    AssumeRoleResponse first = assume(ann, tagged);
    assertThat(first.sourceIdentity()).isEqualTo("ann");
    assertThat(facts(first.credentials()).tags()).isEqualTo(Map.of("team", "x", "here", "y"));

    iam.createRole(r -> r.roleName("next").assumeRolePolicyDocument(trusting(ROLE, all, "")));
    AssumeRoleRequest next =
        AssumeRoleRequest.builder()
            .roleArn(ROLE.replace("worker", "next"))
            .roleSessionName("me")
            .build();
    SessionFacts second = facts(assume(session(first.credentials()), next).credentials());
    assertThat(second.tags()).isEqualTo(Map.of("team", "x"));
    assertThat(second.transitiveTagKeys()).isEqualTo(Set.of("team"));
    assertThat(second.sourceIdentity()).contains("ann");
    assertRefused(
        () ->
            assume(
                session(first.credentials()),
                next.toBuilder().tags(Tag.builder().key("TEAM").value("z").build()).build()),
        400,
        "InvalidParameterValue",
        "conflicts with a transitive tag key from the calling session");
  }

  @Test
  void sessionPoliciesLimitTheNextStepOfAChain() {
    role(trusting(ANN, "\"sts:AssumeRole\"", ""));
    iam.createRole(
        r -> r.roleName("next").assumeRolePolicyDocument(trusting(ROLE, "\"sts:AssumeRole\"", "")));
    AssumeRoleRequest next =
        AssumeRoleRequest.builder()
            .roleArn(ROLE.replace("worker", "next"))
            .roleSessionName("me")
            .build();
    AwsCredentials free = session(assume(ann, worker()).credentials());
    assertThat(assume(free, next).credentials()).isNotNull();
    AwsCredentials limited =
        session(assume(ann, worker().toBuilder().policy(LOGS).build()).credentials());
    assertRefused(() -> assume(limited, next), 403, "AccessDenied", "no session policy allows");
    assertRefused(
        () -> assume(ann, worker().toBuilder().policy("{").build()),
        400,
        "MalformedPolicyDocument",
        "");
    assertRefused(
        () ->
            assume(
                ann,
                worker().toBuilder()
                    .policyArns(
                        PolicyDescriptorType.builder().arn("arn:aws:iam::aws:policy/Nope").build())
                    .build()),
        400,
        "MalformedPolicyDocument",
        "was not found");
  }

  @Test
  void aKeyTellsItsAccount() {
    try (StsClient sts = server.sts(ROOT)) {
      assertThat(sts.getAccessKeyInfo(r -> r.accessKeyId(ann.accessKeyId())).account())
          .isEqualTo("123456789012");
      assertRefused(
          () -> sts.getAccessKeyInfo(r -> r.accessKeyId("AKIAIOSFODNN7EXAMPLE")),
          400,
          "ValidationError",
          "is not known here");
      assertRefused(
          () -> sts.decodeAuthorizationMessage(r -> r.encodedMessage("x")),
          400,
          "InvalidAuthorizationMessageException",
          "");
    }
  }
}
