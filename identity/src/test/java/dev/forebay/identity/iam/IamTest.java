package dev.forebay.identity.iam;

import static dev.forebay.identity.iam.IamServer.LOGS;
import static dev.forebay.identity.iam.IamServer.ROOT;
import static dev.forebay.identity.iam.IamServer.TRUST;
import static dev.forebay.identity.iam.IamServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.model.Arn;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Caller;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.sts.StsClient;

/** IAM as its SDK sees it, with signatures verified. */
class IamTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.7Z");
  private static final String BASIC =
      "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

  private final VirtualClock clock = new VirtualClock(NOW);
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

  private static AwsCredentials credentials(AccessKey key) {
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static String decoded(String document) {
    return URLDecoder.decode(document, StandardCharsets.UTF_8);
  }

  private void restart() {
    iam.close();
    server.close();
    server = new IamServer(engine, clock);
    iam = server.iam(ROOT);
  }

  @Nested
  class UsersAndKeys {
    @Test
    void aUserIsMadeListedRenamedAndDeleted() {
      User made = iam.createUser(r -> r.userName("Ann").path("/a/").tags(tag("team", "x"))).user();
      assertThat(made.arn()).isEqualTo("arn:aws:iam::123456789012:user/a/Ann");
      assertThat(made.userId()).matches("AIDA[A-Z2-7]{17}");
      assertThat(made.createDate()).isEqualTo(Instant.parse("2026-03-01T10:20:30Z"));
      assertThat(iam.getUser(r -> r.userName("ann")).user()).isEqualTo(made);
      assertThat(iam.listUsers(r -> r.pathPrefix("/a/")).users())
          .containsExactly(made.toBuilder().tags((List<Tag>) null).build());
      assertThat(iam.listUsers(r -> r.pathPrefix("/b/")).hasUsers()).isTrue();
      iam.updateUser(r -> r.userName("Ann").newUserName("Anna").newPath("/b/"));
      assertThat(iam.getUser(r -> r.userName("Anna")).user().arn())
          .isEqualTo("arn:aws:iam::123456789012:user/b/Anna");
      assertRefused(
          () -> iam.getUser(r -> r.userName("Ann")),
          404,
          "NoSuchEntity",
          "The user with name Ann cannot be found.");
      iam.deleteUser(r -> r.userName("Anna"));
      assertThat(iam.listUsers().users()).isEmpty();
    }

    @Test
    void namesAreUniqueWhateverTheirCase() {
      iam.createUser(r -> r.userName("Ann"));
      assertRefused(
          () -> iam.createUser(r -> r.userName("ANN")),
          409,
          "EntityAlreadyExists",
          "User with name ANN already exists.");
    }

    @Test
    void aNewKeySignsInAtOnceInEveryRegion() {
      User made = iam.createUser(r -> r.userName("ann")).user();
      AccessKey key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
      assertThat(key.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
      assertThat(key.secretAccessKey()).hasSize(40);
      iam.attachUserPolicy(
          r -> r.userName("ann").policyArn("arn:aws:iam::aws:policy/IAMFullAccess"));
      try (StsClient sts = server.sts(credentials(key));
          IamClient own = server.iam(credentials(key))) {
        assertThat(sts.getCallerIdentity().arn()).isEqualTo(made.arn());
        assertThat(sts.getCallerIdentity().userId()).isEqualTo(made.userId());
        assertThat(own.getUser().user()).isEqualTo(made);
        assertThat(own.listAccessKeys().accessKeyMetadata())
            .singleElement()
            .satisfies(found -> assertThat(found.userName()).isEqualTo("ann"));
      }
    }

    @Test
    void aKeyThatIsInactiveOrDeletedIsRefusedAlthoughStrangersAreTrusted() {
      iam.createUser(r -> r.userName("ann"));
      AccessKey key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
      try (StsClient sts = server.sts(credentials(key))) {
        iam.updateAccessKey(
            r -> r.userName("ann").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));
        assertRefused(
            sts::getCallerIdentity, 403, "InvalidClientTokenId", "The security token included");
        iam.updateAccessKey(
            r -> r.userName("ann").accessKeyId(key.accessKeyId()).status(StatusType.ACTIVE));
        assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
        iam.deleteAccessKey(r -> r.userName("ann").accessKeyId(key.accessKeyId()));
        assertRefused(
            sts::getCallerIdentity, 403, "InvalidClientTokenId", "The security token included");
      }
    }

    @Test
    void aThirdKeyIsTooMany() {
      iam.createUser(r -> r.userName("ann"));
      iam.createAccessKey(r -> r.userName("ann"));
      iam.createAccessKey(r -> r.userName("ann"));
      assertRefused(
          () -> iam.createAccessKey(r -> r.userName("ann")),
          409,
          "LimitExceeded",
          "Cannot exceed quota for AccessKeysPerUser: 2");
    }

    @Test
    void aRootUserHasKeysOfItsOwn() {
      AccessKey key = iam.createAccessKey().accessKey();
      try (StsClient sts = server.sts(credentials(key))) {
        assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:root");
      }
      assertThat(iam.getUser().user().arn()).isEqualTo("arn:aws:iam::123456789012:root");
    }

    @Test
    void theLastUseOfAKeyIsKnownAndOutlivesARestart() {
      User ann = iam.createUser(r -> r.userName("ann")).user();
      String id = iam.createAccessKey(r -> r.userName("ann")).accessKey().accessKeyId();
      assertThat(iam.getAccessKeyLastUsed(r -> r.accessKeyId(id)).accessKeyLastUsed().serviceName())
          .isEqualTo("N/A");
      server
          .iam
          .principals()
          .used(
              id,
              new Caller.User(Arn.parse(ann.arn()).orElseThrow(), ann.userId()),
              "lambda",
              "eu-west-1");
      restart();
      assertThat(iam.getAccessKeyLastUsed(r -> r.accessKeyId(id)))
          .satisfies(used -> {
            assertThat(used.userName()).isEqualTo("ann");
            assertThat(used.accessKeyLastUsed().serviceName()).isEqualTo("lambda");
            assertThat(used.accessKeyLastUsed().region()).isEqualTo("eu-west-1");
            assertThat(used.accessKeyLastUsed().lastUsedDate())
                .isEqualTo(Instant.parse("2026-03-01T10:20:30Z"));
          });
    }

    @Test
    void whatAUserStillHasKeepsItFromBeingDeleted() {
      iam.createUser(r -> r.userName("ann"));
      iam.createGroup(r -> r.groupName("g"));
      iam.addUserToGroup(r -> r.userName("ann").groupName("g"));
      iam.attachUserPolicy(r -> r.userName("ann").policyArn(BASIC));
      iam.putUserPolicy(r -> r.userName("ann").policyName("p").policyDocument(LOGS));
      String key = iam.createAccessKey(r -> r.userName("ann")).accessKey().accessKeyId();
      iam.createLoginProfile(r -> r.userName("ann").password("hush-hush-1"));
      Runnable delete = () -> iam.deleteUser(r -> r.userName("ann"));
      assertRefused(delete, 409, "DeleteConflict", "must remove users from group first.");
      iam.removeUserFromGroup(r -> r.userName("ann").groupName("g"));
      assertRefused(delete, 409, "DeleteConflict", "must detach all policies first.");
      iam.detachUserPolicy(r -> r.userName("ann").policyArn(BASIC));
      assertRefused(delete, 409, "DeleteConflict", "must delete policies first.");
      iam.deleteUserPolicy(r -> r.userName("ann").policyName("p"));
      assertRefused(delete, 409, "DeleteConflict", "must delete access keys first.");
      iam.deleteAccessKey(r -> r.userName("ann").accessKeyId(key));
      assertRefused(delete, 409, "DeleteConflict", "must delete login profile first.");
      iam.deleteLoginProfile(r -> r.userName("ann"));
      delete.run();
      assertThat(iam.listUsers().users()).isEmpty();
    }

    @Test
    void aRenamedGroupKeepsItsMembers() {
      iam.createGroup(r -> r.groupName("Old"));
      iam.createUser(r -> r.userName("ann"));
      iam.addUserToGroup(r -> r.userName("ann").groupName("old"));
      iam.updateGroup(r -> r.groupName("old").newGroupName("New"));
      assertThat(iam.getGroup(r -> r.groupName("New")).users())
          .singleElement()
          .satisfies(user -> assertThat(user.userName()).isEqualTo("ann"));
      assertThat(iam.listGroupsForUser(r -> r.userName("ann")).groups())
          .singleElement()
          .satisfies(group -> assertThat(group.groupName()).isEqualTo("New"));
    }
  }

  @Nested
  class RolesAndPolicies {
    @Test
    void aRoleIsKeptWithItsTrustPolicyLetterByLetter() {
      Role made =
          iam.createRole(r ->
                  r.roleName("worker")
                      .path("/service-role/")
                      .assumeRolePolicyDocument(TRUST)
                      .description("works")
                      .maxSessionDuration(7_200)
                      .tags(tag("a", "b")))
              .role();
      assertThat(made.arn()).isEqualTo("arn:aws:iam::123456789012:role/service-role/worker");
      assertThat(made.roleId()).matches("AROA[A-Z2-7]{17}");
      assertThat(decoded(made.assumeRolePolicyDocument())).isEqualTo(TRUST);
      assertThat(made.assumeRolePolicyDocument())
          .doesNotContain(" ")
          .contains("%7B%22Version%22%3A%222012-10-17%22");
      assertThat(iam.getRole(r -> r.roleName("worker")).role()).isEqualTo(made);
      iam.updateRole(r -> r.roleName("worker").maxSessionDuration(3_600));
      Role updated = iam.getRole(r -> r.roleName("worker")).role();
      assertThat(updated.maxSessionDuration()).isEqualTo(3_600);
      assertThat(updated.description()).isEqualTo("works");
      iam.deleteRole(r -> r.roleName("worker"));
      assertRefused(
          () -> iam.getRole(r -> r.roleName("worker")),
          404,
          "NoSuchEntity",
          "The role with name worker cannot be found.");
    }

    @Test
    void inlinePoliciesArePutReadListedAndDeleted() {
      iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
      iam.putRolePolicy(r -> r.roleName("worker").policyName("p").policyDocument(LOGS));
      assertThat(
              decoded(
                  iam.getRolePolicy(r -> r.roleName("worker").policyName("p")).policyDocument()))
          .isEqualTo(LOGS);
      assertThat(iam.listRolePolicies(r -> r.roleName("worker")).policyNames())
          .containsExactly("p");
      assertRefused(
          () -> iam.getRolePolicy(r -> r.roleName("worker").policyName("q")),
          404,
          "NoSuchEntity",
          "The role policy with name q cannot be found.");
      iam.deleteRolePolicy(r -> r.roleName("worker").policyName("p"));
      assertThat(iam.listRolePolicies(r -> r.roleName("worker")).policyNames()).isEmpty();
    }

    @Test
    void policiesOfAwsAreThereForEveryAccountAndCannotBeChanged() {
      assertThat(iam.listPolicies(r -> r.scope(PolicyScopeType.AWS).maxItems(1_000)).policies())
          .extracting(Policy::policyName)
          .contains("AdministratorAccess", "ReadOnlyAccess", "AWSLambdaBasicExecutionRole");
      Policy basic = iam.getPolicy(r -> r.policyArn(BASIC)).policy();
      assertThat(basic.path()).isEqualTo("/service-role/");
      assertThat(
              decoded(
                  iam.getPolicyVersion(r -> r.policyArn(BASIC).versionId(basic.defaultVersionId()))
                      .policyVersion()
                      .document()))
          .contains("logs:PutLogEvents");
      assertRefused(
          () -> iam.deletePolicy(r -> r.policyArn(BASIC)), 403, "AccessDenied", "managed by AWS");
      assertRefused(
          () -> iam.getPolicy(r -> r.policyArn("arn:aws:iam::aws:policy/Nope")),
          404,
          "NoSuchEntity",
          "Policy arn:aws:iam::aws:policy/Nope was not found.");
    }

    @Test
    void everyPolicyOfAwsIsADocumentThatTheLanguageAllows() {
      AwsPolicies all = new AwsPolicies();
      assertThat(all.all()).hasSizeGreaterThan(25);
      assertThat(all.all())
          .allSatisfy(
              policy -> Documents.check(policy.inForce().document().text(), PolicyKind.MANAGED));
      assertThat(all.all().stream().map(PolicyRow::id).distinct()).hasSize(all.all().size());
    }

    @Test
    void aManagedPolicyHasFiveVersionsOfWhichOneIsInForce() {
      String arn =
          iam.createPolicy(r -> r.policyName("p").path("/x/").policyDocument(LOGS)).policy().arn();
      assertThat(arn).isEqualTo("arn:aws:iam::123456789012:policy/x/p");
      for (int i = 2; i <= 5; i++) {
        boolean last = i == 5;
        iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(LOGS).setAsDefault(last));
      }
      assertRefused(
          () -> iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(LOGS)),
          409,
          "LimitExceeded",
          "A managed policy can have up to 5 versions.");
      assertThat(iam.listPolicyVersions(r -> r.policyArn(arn)).versions())
          .extracting(v -> v.versionId() + v.isDefaultVersion())
          .containsExactly("v5true", "v4false", "v3false", "v2false", "v1false");
      assertRefused(
          () -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5")),
          409,
          "DeleteConflict",
          "Cannot delete the default version of a policy.");
      assertRefused(
          () -> iam.deletePolicy(r -> r.policyArn(arn)),
          409,
          "DeleteConflict",
          "This policy has more than one version.");
      iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v1"));
      iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5"));
      assertThat(
              iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(LOGS))
                  .policyVersion()
                  .versionId())
          .isEqualTo("v6");
      for (String version : List.of("v2", "v3", "v4", "v6")) {
        iam.deletePolicyVersion(r -> r.policyArn(arn).versionId(version));
      }
      iam.deletePolicy(r -> r.policyArn(arn));
      assertThat(iam.listPolicies(r -> r.scope(PolicyScopeType.LOCAL)).policies()).isEmpty();
    }

    @Test
    void attachmentsAreCountedAndKeepAPolicyFromBeingDeleted() {
      String arn = iam.createPolicy(r -> r.policyName("p").policyDocument(LOGS)).policy().arn();
      iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
      iam.createUser(r -> r.userName("ann").permissionsBoundary(arn));
      iam.attachRolePolicy(r -> r.roleName("worker").policyArn(arn));
      iam.attachRolePolicy(r -> r.roleName("worker").policyArn(arn));
      iam.attachRolePolicy(r -> r.roleName("worker").policyArn(BASIC));
      Policy policy = iam.getPolicy(r -> r.policyArn(arn)).policy();
      assertThat(policy.attachmentCount()).isEqualTo(1);
      assertThat(policy.permissionsBoundaryUsageCount()).isEqualTo(1);
      assertThat(iam.listAttachedRolePolicies(r -> r.roleName("worker")).attachedPolicies())
          .extracting(AttachedPolicy::policyArn)
          .containsExactly(BASIC, arn);
      assertThat(iam.listEntitiesForPolicy(r -> r.policyArn(arn)))
          .satisfies(used -> {
            assertThat(used.policyRoles()).hasSize(1);
            assertThat(used.policyUsers()).hasSize(1);
            assertThat(used.policyGroups()).isEmpty();
          });
      assertRefused(
          () -> iam.deletePolicy(r -> r.policyArn(arn)),
          409,
          "DeleteConflict",
          "Cannot delete a policy attached to entities.");
      assertRefused(
          () -> iam.detachUserPolicy(r -> r.userName("ann").policyArn(arn)),
          404,
          "NoSuchEntity",
          "was not found");
      iam.detachRolePolicy(r -> r.roleName("worker").policyArn(arn));
      iam.deleteUserPermissionsBoundary(r -> r.userName("ann"));
      iam.deletePolicy(r -> r.policyArn(arn));
    }

    @Test
    void aServiceLinkedRoleIsTheServicesOwn() {
      Role made =
          iam.createServiceLinkedRole(r -> r.awsServiceName("replicator.lambda.amazonaws.com"))
              .role();
      assertThat(made.arn())
          .endsWith(
              ":role/aws-service-role/replicator.lambda.amazonaws.com/"
                  + "AWSServiceRoleForLambdaReplicator");
      assertRefused(
          () -> iam.deleteRole(r -> r.roleName(made.roleName())),
          400,
          "UnmodifiableEntity",
          "this role is only modifiable by AWS");
      String task = iam.deleteServiceLinkedRole(r -> r.roleName(made.roleName())).deletionTaskId();
      assertThat(
              iam.getServiceLinkedRoleDeletionStatus(r -> r.deletionTaskId(task)).statusAsString())
          .isEqualTo("SUCCEEDED");
    }

    @Test
    void anInstanceProfileHoldsOneRole() {
      iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
      iam.createInstanceProfile(r -> r.instanceProfileName("machine"));
      iam.addRoleToInstanceProfile(r -> r.instanceProfileName("machine").roleName("worker"));
      assertThat(
              iam.getInstanceProfile(r -> r.instanceProfileName("machine"))
                  .instanceProfile()
                  .roles())
          .hasSize(1);
      assertThat(iam.listInstanceProfilesForRole(r -> r.roleName("worker")).instanceProfiles())
          .hasSize(1);
      assertRefused(
          () -> iam.deleteRole(r -> r.roleName("worker")),
          409,
          "DeleteConflict",
          "must remove roles from instance profile first.");
      iam.removeRoleFromInstanceProfile(r -> r.instanceProfileName("machine").roleName("worker"));
      iam.deleteInstanceProfile(r -> r.instanceProfileName("machine"));
      iam.deleteRole(r -> r.roleName("worker"));
    }
  }

  @Nested
  class WhatDecidersSee {
    private Optional<IamEntity> entity(String arn) {
      return server.iam.principals().find(Arn.parse(arn).orElseThrow());
    }

    @Test
    void aUserHasItsOwnPoliciesAndThoseOfItsGroupsAtOnce() {
      String arn = iam.createUser(r -> r.userName("ann").tags(tag("team", "x"))).user().arn();
      assertThat(entity(arn).orElseThrow().policies()).isEmpty();
      iam.putUserPolicy(r -> r.userName("ann").policyName("own").policyDocument(LOGS));
      iam.createGroup(r -> r.groupName("g"));
      iam.attachGroupPolicy(r -> r.groupName("g").policyArn(BASIC));
      iam.addUserToGroup(r -> r.userName("ann").groupName("g"));
      iam.putUserPermissionsBoundary(r -> r.userName("ann").permissionsBoundary(BASIC));
      IamEntity ann = entity(arn).orElseThrow();
      assertThat(ann.policies())
          .extracting(policy -> policy.name() + " of " + policy.holder())
          .containsExactly(
              "own of " + arn, "AWSLambdaBasicExecutionRole of arn:aws:iam::123456789012:group/g");
      assertThat(ann.boundary().orElseThrow().name()).isEqualTo("AWSLambdaBasicExecutionRole");
      assertThat(ann.tags()).isEqualTo(Map.of("team", "x"));
      assertThat(entity(arn).orElseThrow()).as("made once a state").isSameAs(ann);
      iam.deleteUserPolicy(r -> r.userName("ann").policyName("own"));
      assertThat(entity(arn).orElseThrow().policies()).hasSize(1);
    }

    @Test
    void aRoleHasItsTrustPolicyAndIsFoundByItsWholePath() {
      Role made =
          iam.createRole(r -> r.roleName("worker").path("/p/").assumeRolePolicyDocument(TRUST))
              .role();
      IamEntity.Role role = (IamEntity.Role) entity(made.arn()).orElseThrow();
      assertThat(role.id()).isEqualTo(made.roleId());
      assertThat(role.trust().statements()).hasSize(1);
      assertThat(role.longestSession()).isEqualTo(Duration.ofHours(1));
      assertThat(entity("arn:aws:iam::123456789012:role/worker")).isEmpty();
      assertThat(entity("arn:aws:iam::999999999999:role/p/worker")).isEmpty();
      iam.deleteRole(r -> r.roleName("worker"));
      assertThat(entity(made.arn())).isEmpty();
    }

    @Test
    void theVersionInForceIsWhatCounts() {
      String policy = iam.createPolicy(r -> r.policyName("p").policyDocument(LOGS)).policy().arn();
      Arn arn = Arn.parse(policy).orElseThrow();
      PolicyDocument before = server.iam.principals().managedPolicy(arn).orElseThrow();
      iam.createPolicyVersion(r ->
          r.policyArn(policy).policyDocument(LOGS.replace("logs:*", "sqs:*")).setAsDefault(true));
      PolicyDocument after = server.iam.principals().managedPolicy(arn).orElseThrow();
      assertThat(after).isNotEqualTo(before);
    }

    @Test
    void aResetForgetsEverything() {
      String arn = iam.createUser(r -> r.userName("ann")).user().arn();
      String key = iam.createAccessKey(r -> r.userName("ann")).accessKey().accessKeyId();
      server.iam.reset(engine::reset);
      assertThat(entity(arn)).isEmpty();
      assertThat(server.iam.keys().find(key)).isEmpty();
      assertThat(iam.listUsers().users()).isEmpty();
    }
  }

  @Nested
  class TheRest {
    @Test
    void everythingOutlivesARestart() {
      String user = iam.createUser(r -> r.userName("ann").path("/a/")).user().arn();
      AccessKey key = iam.createAccessKey(r -> r.userName("ann")).accessKey();
      iam.createGroup(r -> r.groupName("g"));
      iam.addUserToGroup(r -> r.userName("ann").groupName("g"));
      iam.putGroupPolicy(r -> r.groupName("g").policyName("p").policyDocument(LOGS));
      iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
      String policy = iam.createPolicy(r -> r.policyName("p").policyDocument(LOGS)).policy().arn();
      iam.attachRolePolicy(r -> r.roleName("worker").policyArn(policy));
      iam.createAccountAlias(r -> r.accountAlias("the-alias"));
      iam.updateAccountPasswordPolicy(r -> r.minimumPasswordLength(12));
      GetAccountAuthorizationDetailsResponse before = iam.getAccountAuthorizationDetails();
      restart();
      assertThat(iam.getAccountAuthorizationDetails().equalsBySdkFields(before)).isTrue();
      assertThat(iam.listAccountAliases().accountAliases()).containsExactly("the-alias");
      assertThat(iam.getAccountPasswordPolicy().passwordPolicy().minimumPasswordLength())
          .isEqualTo(12);
      try (StsClient sts = server.sts(credentials(key))) {
        assertThat(sts.getCallerIdentity().arn()).isEqualTo(user);
      }
    }

    @Test
    void listsComeInPages() {
      List<String> names = IntStream.range(0, 7).mapToObj(i -> "user" + i).toList();
      names.forEach(name -> iam.createUser(r -> r.userName(name)));
      assertThat(iam.listUsersPaginator(r -> r.maxItems(3)).users().stream().map(User::userName))
          .containsExactlyElementsOf(names);
      assertThat(iam.listUsers(r -> r.maxItems(3)).isTruncated()).isTrue();
      iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(TRUST));
      iam.attachRolePolicy(r -> r.roleName("worker").policyArn(BASIC));
      List<String> found = new ArrayList<>();
      iam.getAccountAuthorizationDetailsPaginator(r -> r.maxItems(2))
          .forEach(page -> {
            page.userDetailList().forEach(user -> found.add(user.userName()));
            page.roleDetailList().forEach(role -> found.add(role.roleName()));
            page.policies().forEach(policy -> found.add(policy.policyName()));
          });
      assertThat(found).hasSize(9).contains("user6", "worker", "AWSLambdaBasicExecutionRole");
    }

    @Test
    void accountsDoNotSeeEachOther() {
      iam.createUser(r -> r.userName("ann"));
      String policy = iam.createPolicy(r -> r.policyName("p").policyDocument(LOGS)).policy().arn();
      try (IamClient other = server.iam(IamServer.OTHER_ROOT)) {
        assertThat(other.listUsers().users()).isEmpty();
        other.createUser(r -> r.userName("ann"));
        assertRefused(
            () -> other.attachUserPolicy(r -> r.userName("ann").policyArn(policy)),
            404,
            "NoSuchEntity",
            "does not exist or is not attachable");
      }
    }

    @Test
    void theSummaryCounts() {
      iam.createUser(r -> r.userName("ann"));
      assertThat(iam.getAccountSummary().summaryMap())
          .containsEntry(SummaryKeyType.USERS, 1)
          .containsEntry(SummaryKeyType.ROLES, 0)
          .containsEntry(SummaryKeyType.ACCESS_KEYS_PER_USER_QUOTA, 2);
    }

    @Test
    void tagsHaveKeysWhateverTheirCase() {
      iam.createUser(r -> r.userName("ann").tags(tag("Team", "x")));
      iam.tagUser(r -> r.userName("ann").tags(tag("team", "y"), tag("b", "")));
      assertThat(iam.listUserTags(r -> r.userName("ann")).tags())
          .containsExactly(tag("b", ""), tag("team", "y"));
      iam.untagUser(r -> r.userName("ann").tagKeys("TEAM"));
      assertThat(iam.listUserTags(r -> r.userName("ann")).tags()).containsExactly(tag("b", ""));
      assertRefused(
          () -> iam.tagUser(r -> r.userName("ann").tags(tag("a", "1"), tag("A", "2"))),
          400,
          "InvalidInput",
          "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @Test
    void identityProvidersAreKept() {
      String arn =
          iam.createOpenIDConnectProvider(r ->
                  r.url("https://token.example.com/x")
                      .clientIDList("sts.amazonaws.com")
                      .thumbprintList("0".repeat(40)))
              .openIDConnectProviderArn();
      assertThat(arn).isEqualTo("arn:aws:iam::123456789012:oidc-provider/token.example.com/x");
      iam.addClientIDToOpenIDConnectProvider(
          r -> r.openIDConnectProviderArn(arn).clientID("other"));
      assertThat(iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn)).clientIDList())
          .containsExactly("sts.amazonaws.com", "other");
      String metadata = "<EntityDescriptor>" + "x".repeat(1_000) + "</EntityDescriptor>";
      String saml =
          iam.createSAMLProvider(r -> r.name("idp").samlMetadataDocument(metadata))
              .samlProviderArn();
      assertThat(iam.getSAMLProvider(r -> r.samlProviderArn(saml)).samlMetadataDocument())
          .isEqualTo(metadata);
      iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn));
      iam.deleteSAMLProvider(r -> r.samlProviderArn(saml));
      assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList()).isEmpty();
      assertThat(iam.listSAMLProviders().samlProviderList()).isEmpty();
    }
  }

  @Nested
  class WrongInput {
    @Test
    void namesThatCannotBeAreRefusedInAwssWords() {
      assertRefused(
          () -> iam.createRole(r -> r.roleName("a b").assumeRolePolicyDocument(TRUST)),
          400,
          "ValidationError",
          "The specified value for roleName is invalid. It must contain only alphanumeric"
              + " characters and/or the following: +=,.@_-");
      assertRefused(
          () -> iam.createRole(r -> r.roleName("a".repeat(65)).assumeRolePolicyDocument(TRUST)),
          400,
          "ValidationError",
          "Member must have length less than or equal to 64");
      assertRefused(
          () -> iam.createUser(r -> r.userName("ann").path("no-slash")),
          400,
          "ValidationError",
          "failed to satisfy constraint");
    }

    @Test
    void documentsThatAreNoneAreRefused() {
      assertRefused(
          () -> iam.createPolicy(r -> r.policyName("p").policyDocument("{")),
          400,
          "MalformedPolicyDocument",
          "Syntax errors in policy.");
      iam.createUser(r -> r.userName("ann"));
      assertRefused(
          () -> iam.putUserPolicy(r -> r.userName("ann").policyName("p").policyDocument(TRUST)),
          400,
          "MalformedPolicyDocument",
          "should not specify a principal");
      assertRefused(
          () -> iam.createRole(r -> r.roleName("r").assumeRolePolicyDocument(LOGS)),
          400,
          "MalformedPolicyDocument",
          "");
    }

    @Test
    void documentsThatAreTooLongAreRefused() {
      iam.createUser(r -> r.userName("ann"));
      String large = LOGS.replace("logs:*", "logs:" + "x".repeat(2_000));
      assertRefused(
          () -> iam.putUserPolicy(r -> r.userName("ann").policyName("p").policyDocument(large)),
          409,
          "LimitExceeded",
          "Maximum policy size of 2048 bytes exceeded for user ann");
      String blanks = LOGS.replace(",", "," + " ".repeat(3_000));
      iam.putUserPolicy(r -> r.userName("ann").policyName("p").policyDocument(blanks));
    }

    @Test
    void whatIsNotThereCannotBeUsed() {
      iam.createUser(r -> r.userName("ann"));
      assertRefused(
          () -> iam.addUserToGroup(r -> r.userName("ann").groupName("g")),
          404,
          "NoSuchEntity",
          "The group with name g cannot be found.");
      assertRefused(
          () -> iam.attachUserPolicy(r -> r.userName("ann").policyArn("arn:aws:iam::aws:policy/x")),
          404,
          "NoSuchEntity",
          "Policy arn:aws:iam::aws:policy/x does not exist or is not attachable.");
      assertRefused(
          () -> iam.getAccountPasswordPolicy(),
          404,
          "NoSuchEntity",
          "The Password Policy with domain name 123456789012 cannot be found.");
      assertRefused(() -> iam.listUsers(r -> r.marker("!")), 400, "ValidationError", "Marker");
    }
  }
}
