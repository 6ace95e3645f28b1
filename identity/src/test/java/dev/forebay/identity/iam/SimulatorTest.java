package dev.forebay.identity.iam;

import static dev.forebay.identity.iam.IamServer.LOGS;
import static dev.forebay.identity.iam.IamServer.ROOT;
import static dev.forebay.identity.iam.IamServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicySourceType;

/** What the policy simulator answers. */
class SimulatorTest {
  private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:q";
  private static final String DENY =
      """
      {"Version":"2012-10-17",
       "Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"},
                    {"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"},
                    {"Effect":"Allow","Action":"s3:*","Resource":"*",
                     "Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}\
      """;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T10:20:30Z"));
  private StorageEngine engine;
  private IamServer server;
  private IamClient iam;

  @BeforeEach
  void start() {
    engine = MemoryEngine.open(clock);
    server = new IamServer(engine, clock);
    iam = server.iam(ROOT);
  }

  @AfterEach
  void stop() {
    iam.close();
    server.close();
    engine.close();
  }

  @Test
  void aCustomPolicyIsEvaluatedForEachActionAndResource() {
    List<EvaluationResult> results =
        iam.simulateCustomPolicy(r ->
                r.policyInputList(DENY)
                    .actionNames("sqs:SendMessage", "sqs:DeleteQueue", "s3:GetObject")
                    .resourceArns(QUEUE))
            .evaluationResults();
    assertThat(results)
        .extracting(result -> result.evalActionName() + " " + result.evalDecisionAsString())
        .containsExactly(
            "sqs:SendMessage allowed", "sqs:DeleteQueue explicitDeny", "s3:GetObject implicitDeny");
    assertThat(results.getLast().missingContextValues()).containsExactly("aws:securetransport");
    assertThat(results.get(1).matchedStatements())
        .singleElement()
        .satisfies(statement -> {
          assertThat(statement.sourcePolicyId()).isEqualTo("PolicyInputList.1");
          assertThat(statement.startPosition().line()).isEqualTo(3);
          assertThat(statement.endPosition().line()).isEqualTo(3);
        });
    assertThat(iam.getContextKeysForCustomPolicy(r -> r.policyInputList(DENY)).contextKeyNames())
        .containsExactly("aws:securetransport");
  }

  @Test
  void keysThatAreGivenCount() {
    assertThat(
            iam.simulateCustomPolicy(r ->
                    r.policyInputList(DENY)
                        .actionNames("s3:GetObject")
                        .contextEntries(
                            ContextEntry.builder()
                                .contextKeyName("aws:SecureTransport")
                                .contextKeyType(ContextKeyTypeEnum.BOOLEAN)
                                .contextKeyValues("true")
                                .build()))
                .evaluationResults()
                .getFirst()
                .evalDecisionAsString())
        .isEqualTo("allowed");
  }

  @Test
  void aUsersOwnPoliciesAndBoundaryCount() {
    String arn = iam.createUser(r -> r.userName("ann")).user().arn();
    iam.attachUserPolicy(
        r -> r.userName("ann").policyArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess"));
    EvaluationResult free = simulate(arn);
    assertThat(free.evalDecisionAsString()).isEqualTo("allowed");
    assertThat(free.matchedStatements().getFirst().sourcePolicyType())
        .isEqualTo(PolicySourceType.AWS_MANAGED);
    String boundary =
        iam.createPolicy(r -> r.policyName("logs").policyDocument(LOGS)).policy().arn();
    iam.putUserPermissionsBoundary(r -> r.userName("ann").permissionsBoundary(boundary));
    EvaluationResult bounded = simulate(arn);
    assertThat(bounded.evalDecisionAsString()).isEqualTo("implicitDeny");
    assertThat(bounded.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
        .isFalse();
  }

  private EvaluationResult simulate(String arn) {
    return iam.simulatePrincipalPolicy(
            r -> r.policySourceArn(arn).actionNames("sqs:SendMessage").resourceArns(QUEUE))
        .evaluationResults()
        .getFirst();
  }

  @Test
  void aGroupsPoliciesCanBeSimulated() {
    String arn = iam.createGroup(r -> r.groupName("g")).group().arn();
    assertThat(simulate(arn).evalDecisionAsString()).isEqualTo("implicitDeny");
    iam.putGroupPolicy(r -> r.groupName("g").policyName("p").policyDocument(DENY));
    assertThat(simulate(arn).evalDecisionAsString()).isEqualTo("allowed");
  }

  @Test
  void whatCannotBeSimulatedIsRefused() {
    assertRefused(
        () -> simulate("arn:aws:iam::123456789012:user/nobody"),
        404,
        "NoSuchEntity",
        "The user with name nobody cannot be found.");
    assertRefused(() -> simulate("nonsense".repeat(4)), 400, "InvalidInput", "Invalid Entity Arn");
    assertRefused(
        () -> iam.simulateCustomPolicy(r -> r.policyInputList("{").actionNames("sqs:SendMessage")),
        400,
        "InvalidInput",
        "Syntax errors in policy.");
  }
}
