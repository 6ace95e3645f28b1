package dev.forebay.identity.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Policy evaluation logic" and "Cross-account policy evaluation logic" of IAM's guide. */
class DecisionTest {
  private static final AccountId OWN = new AccountId("111122223333");
  private static final AccountId OTHER = new AccountId("444455556666");
  private static final Principal USER = new Principal.User(arn("iam::111122223333:user/u"), "AIDA");
  private static final Principal ROLE =
      new Principal.RoleSession(arn("iam::111122223333:role/path/r"), "AROA", "s");
  private static final Principal ROOT = new Principal.Root(OWN);
  private static final Principal FEDERATED = new Principal.FederatedUser(USER, "f");
  private static final Principal S3 =
      new Principal.Service("s3.amazonaws.com", Optional.of(arn("s3:::bucket")), Optional.of(OWN));
  private static final Map<String, Principal> PRINCIPALS =
      Map.of(
          "user", USER,
          "role", ROLE,
          "root", ROOT,
          "federated", FEDERATED,
          "federated-root", new Principal.FederatedUser(ROOT, "f"),
          "service", S3,
          "web", new Principal.WebIdentity("cognito-identity.amazonaws.com"),
          "nobody", new Principal.Anonymous());
  private static final Map<String, String> NAMES =
      Map.of(
          "all", "\"*\"",
          "account", "{\"AWS\":\"111122223333\"}",
          "user", "{\"AWS\":\"arn:aws:iam::111122223333:user/u\"}",
          "role", "{\"AWS\":\"arn:aws:iam::111122223333:role/path/r\"}",
          "session", "{\"AWS\":\"arn:aws:sts::111122223333:assumed-role/r/s\"}",
          "federated", "{\"AWS\":\"arn:aws:sts::111122223333:federated-user/f\"}",
          "service", "{\"Service\":\"s3.amazonaws.com\"}",
          "web", "{\"Federated\":\"cognito-identity.amazonaws.com\"}",
          "someone", "{\"AWS\":\"arn:aws:iam::111122223333:user/someone\"}");

  private static final String ALLOW = "\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"";
  private static final String DENY = "\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"";
  private static final String SILENT =
      "\"Effect\":\"Allow\",\"Action\":\"none:None\",\"Resource\":\"*\"";

  /**
   * A row: who asks; what identity-based policy, boundary and session policy do (allow, deny, quiet
   * or - for no such policy); whom the resource's policy allows (or - for none, or !whom it
   * denies); and what comes of it, by the type of the policy that denies or of which an allowance
   * is missing.
   */
  @Nested
  class WithinAnAccount {
    @ParameterizedTest
    @CsvSource({
      // "Evaluating identity-based policies with resource-based policies"
      "user, -,     -,     -,     -,       missing identity-based policy",
      "user, quiet, -,     -,     -,       missing identity-based policy",
      "user, allow, -,     -,     -,       allowed",
      "user, quiet, -,     -,     user,    allowed",
      "user, allow, -,     -,     someone, allowed",
      "user, quiet, -,     -,     someone, missing identity-based policy",
      "user, deny,  -,     -,     user,    denied an identity-based policy",
      "user, allow, -,     -,     !user,   denied a resource-based policy",
      "user, allow, -,     -,     !all,    denied a resource-based policy",
      "user, allow, -,     -,     !account, denied a resource-based policy",
      "user, allow, -,     -,     !someone, allowed",
      // An account that is named hands on; it does not name its users.
      "user, quiet, -,     -,     account, missing identity-based policy",
      "user, allow, -,     -,     account, allowed",
      "user, quiet, -,     -,     all,     allowed",
      // "Evaluating identity-based policies with permissions boundaries"
      "user, allow, allow, -,     -,       allowed",
      "user, allow, quiet, -,     -,       missing permissions boundary",
      "user, allow, deny,  -,     -,       denied a permissions boundary",
      "user, quiet, allow, -,     -,       missing identity-based policy",
      // "Resource-based policies and implicit denies in other policy types (same account)"
      "user, quiet, quiet, -,     user,    allowed",
      "user, quiet, deny,  -,     user,    denied a permissions boundary",
      "role, quiet, -,     -,     role,    allowed",
      "role, quiet, quiet, -,     role,    missing permissions boundary",
      "role, quiet, allow, quiet, role,    missing session policy",
      "role, quiet, allow, allow, role,    allowed",
      "role, quiet, quiet, quiet, session, allowed",
      "role, quiet, quiet, quiet, all,     allowed",
      "role, quiet, quiet, deny,  session, denied a session policy",
      "role, allow, -,     -,     -,       allowed",
      "role, allow, -,     allow, -,       allowed",
      "role, allow, -,     quiet, -,       missing session policy",
      "role, allow, quiet, allow, -,       missing permissions boundary",
      "role, quiet, -,     allow, -,       missing identity-based policy",
      "role, allow, -,     -,     !role,   denied a resource-based policy",
      "role, allow, -,     -,     !session, denied a resource-based policy",
      "federated, quiet, -, quiet, federated, allowed",
      "federated, quiet, quiet, allow, user,  missing permissions boundary",
      "federated, quiet, allow, quiet, user,  missing session policy",
      "federated, quiet, allow, allow, user,  allowed",
      "federated, allow, -, -,     -,      missing session policy",
      "federated, allow, -, allow, -,      allowed",
      "federated, quiet, -, allow, -,      missing identity-based policy",
      "federated-root, -, -, allow, -,     allowed",
      "federated-root, -, -, -,   -,       missing session policy",
      // The root user has full access, but for what a resource's policy denies.
      "root, -,     -,     -,     -,       allowed",
      "root, -,     -,     -,     someone, allowed",
      "root, -,     -,     -,     !all,    denied a resource-based policy",
      // Nobody's account
      "service, -,  -,     -,     service, allowed",
      "service, -,  -,     -,     all,     allowed",
      "service, -,  -,     -,     account, missing resource-based policy",
      "service, -,  -,     -,     -,       missing resource-based policy",
      "nobody, -,   -,     -,     all,     allowed",
      "nobody, -,   -,     -,     account, missing resource-based policy",
      "nobody, -,   -,     -,     -,       missing resource-based policy",
    })
    void aRequestIsDecidedByThePoliciesThatApply(
        String who, String identity, String boundary, String session, String side, String result) {
      assertThat(outcome(question(who, OWN, identity, boundary, session).withResource(side(side))))
          .isEqualTo(result);
    }
  }

  @Nested
  class AcrossAccounts {
    @ParameterizedTest
    @CsvSource({
      "user, allow, -,     -,     -,       missing resource-based policy",
      "user, allow, -,     -,     someone, missing resource-based policy",
      "user, allow, -,     -,     user,    allowed",
      "user, allow, -,     -,     account, allowed",
      "user, allow, -,     -,     all,     allowed",
      "user, quiet, -,     -,     user,    missing identity-based policy",
      "user, quiet, -,     -,     all,     missing identity-based policy",
      "user, quiet, -,     -,     -,       missing resource-based policy",
      "user, deny,  -,     -,     user,    denied an identity-based policy",
      "user, allow, -,     -,     !user,   denied a resource-based policy",
      "user, allow, quiet, -,     user,    missing permissions boundary",
      "role, allow, -,     -,     role,    allowed",
      "role, allow, -,     -,     session, allowed",
      "role, quiet, -,     -,     session, missing identity-based policy",
      "role, allow, -,     quiet, session, missing session policy",
      "role, allow, quiet, -,     role,    missing permissions boundary",
      "role, allow, -,     -,     account, allowed",
      "root, -,     -,     -,     -,       missing resource-based policy",
      "root, -,     -,     -,     account, allowed",
      "federated, allow, -, allow, federated, allowed",
      "federated, allow, -, -,   federated, missing session policy",
      "service, -,  -,     -,     service, allowed",
      "nobody, -,   -,     -,     all,     allowed",
    })
    void bothSidesMustAllow(
        String who, String identity, String boundary, String session, String side, String result) {
      assertThat(
              outcome(question(who, OTHER, identity, boundary, session).withResource(side(side))))
          .isEqualTo(result);
    }
  }

  @Nested
  class ARoleToAssume {
    @ParameterizedTest
    @CsvSource({
      "user, allow, user,    111122223333, allowed",
      "user, quiet, user,    111122223333, allowed",
      "user, allow, account, 111122223333, allowed",
      "user, quiet, account, 111122223333, missing identity-based policy",
      "user, allow, someone, 111122223333, missing role trust policy",
      "user, allow, user,    444455556666, allowed",
      "user, quiet, user,    444455556666, missing identity-based policy",
      "user, allow, !user,   111122223333, denied the role trust policy",
      "root, -,     someone, 111122223333, missing role trust policy",
      "root, -,     account, 111122223333, allowed",
      "service, -,  service, 111122223333, allowed",
      "service, -,  user,    111122223333, missing role trust policy",
      "web,  -,     web,     111122223333, allowed",
      "web,  -,     user,    111122223333, missing role trust policy",
    })
    void isAssumedByWhomItsTrustPolicyNames(
        String who, String identity, String trusted, String account, String result) {
      Question question = question(who, new AccountId(account), identity, "-", "-");
      ResourceSide side =
          side(trusted) instanceof ResourceSide.Attached attached
              ? new ResourceSide.Trust(attached.policy())
              : ResourceSide.SILENT;
      assertThat(outcome(question.withResource(side))).isEqualTo(result);
    }
  }

  @Nested
  class NotPrincipal {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "user # \"111122223333\",\"arn:aws:iam::111122223333:user/u\" # allowed",
          "user # \"arn:aws:iam::111122223333:user/u\" # denied a resource-based policy",
          "user # \"111122223333\" # denied a resource-based policy",
          "role # \"111122223333\",\"arn:aws:iam::111122223333:role/path/r\","
              + "\"arn:aws:sts::111122223333:assumed-role/r/s\" # allowed",
          "role # \"111122223333\",\"arn:aws:iam::111122223333:role/path/r\""
              + " # denied a resource-based policy",
          "root # \"111122223333\" # allowed",
          "root # \"arn:aws:iam::111122223333:user/u\" # denied a resource-based policy",
        })
    void sparesThoseWhomItNamesWithTheirAccount(String who, String names, String result) {
      NamedPolicy policy =
          policy(
              "resource",
              PolicyKind.RESOURCE,
              DENY + ",\"NotPrincipal\":{\"AWS\":[" + names + "]}");
      assertThat(
              outcome(
                  question(who, OWN, "allow", "-", "-")
                      .withResource(new ResourceSide.Attached(policy))))
          .isEqualTo(result);
    }
  }

  @Nested
  class TheMessage {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        value = {
          "user # - # - # - # - # because no identity-based policy allows the ACTION action",
          "user # allow # quiet # - # - # because no permissions boundary allows the ACTION action",
          "role # allow # - # quiet # - # because no session policy allows the ACTION action",
          "service # - # - # - # - # because no resource-based policy allows the ACTION action",
          "user # deny # - # - # - # with an explicit deny in an identity-based policy",
          "user # allow # - # - # !all # with an explicit deny in a resource-based policy",
          "user # allow # deny # - # - # with an explicit deny in a permissions boundary",
          "role # allow # - # deny # - # with an explicit deny in a session policy",
        })
    void isAwss(
        String who, String identity, String boundary, String session, String side, String why) {
      Verdict verdict =
          Decision.decide(question(who, OWN, identity, boundary, session).withResource(side(side)));
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Denied.class,
              denied ->
                  assertThat(denied.message())
                      .isEqualTo(
                          "User: "
                              + principal(who).name()
                              + " is not authorized to perform: lambda:InvokeFunction on resource:"
                              + " arn:aws:lambda:us-east-1:111122223333:function:f "
                              + why.replace("ACTION", "lambda:InvokeFunction")));
    }

    @Test
    void saysNothingOfWhoCameWithAWebIdentity() {
      assertThat(Decision.decide(question("web", OWN, "-", "-", "-")))
          .isInstanceOfSatisfying(
              Verdict.Denied.class,
              denied ->
                  assertThat(denied.message())
                      .isEqualTo("Not authorized to perform lambda:InvokeFunction"));
    }
  }

  @Nested
  class TheReason {
    @Test
    void isTheStatementThatDenies() {
      NamedPolicy first = policy("first", PolicyKind.IDENTITY, ALLOW);
      NamedPolicy second =
          NamedPolicy.managed(
              "second",
              "arn:aws:iam::111122223333:policy/second",
              "arn:aws:iam::111122223333:group/g",
              document(PolicyKind.IDENTITY, "\"Sid\":\"No\"," + DENY));
      assertThat(
              Decision.decide(
                  question("user", OWN, "-", "-", "-").withIdentity(List.of(first, second))))
          .isInstanceOfSatisfying(
              Verdict.Denied.class,
              denied ->
                  assertThat(denied.reason())
                      .isInstanceOfSatisfying(
                          Verdict.Reason.ExplicitDeny.class,
                          deny ->
                              assertThat(deny.by().describe())
                                  .isEqualTo(
                                      "statement \"No\" of identity-based policy \"second\" of"
                                          + " arn:aws:iam::111122223333:group/g")));
    }

    @Test
    void isAllThatIsMissing() {
      assertThat(
              Decision.decide(
                  question("role", OTHER, "quiet", "quiet", "allow").withResource(side("-"))))
          .isInstanceOfSatisfying(
              Verdict.Denied.class,
              denied ->
                  assertThat(denied.reason())
                      .isEqualTo(
                          new Verdict.Reason.NothingAllows(
                              List.of(
                                  PolicyType.RESOURCE, PolicyType.IDENTITY, PolicyType.BOUNDARY))));
    }

    @Test
    void isTheStatementsThatTogetherAllow() {
      assertThat(
              Decision.decide(
                  question("role", OTHER, "allow", "allow", "allow").withResource(side("all"))))
          .isInstanceOfSatisfying(
              Verdict.Allowed.class,
              allowed ->
                  assertThat(allowed.by())
                      .extracting(Match::type)
                      .containsExactly(
                          PolicyType.RESOURCE,
                          PolicyType.IDENTITY,
                          PolicyType.BOUNDARY,
                          PolicyType.SESSION));
    }
  }

  @Nested
  class TheDocumentationsExamples {
    private static final String CARLOS =
        """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"AllowS3ListRead","Effect":"Allow",
           "Action":["s3:GetBucketLocation","s3:ListAllMyBuckets"],"Resource":"arn:aws:s3:::*"},
          {"Sid":"AllowS3Self","Effect":"Allow","Action":"s3:*",
           "Resource":["arn:aws:s3:::carlossalazar/*","arn:aws:s3:::carlossalazar"]},
          {"Sid":"DenyS3Logs","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*log*"}]}
        """;
    private static final String BUCKET =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Principal":{"AWS":"arn:aws:iam::123456789012:user/carlossalazar"},"Action":"s3:*",
          "Resource":["arn:aws:s3:::carlossalazar/*","arn:aws:s3:::carlossalazar"]}]}
        """;

    @ParameterizedTest
    @CsvSource({
      "s3:PutObject, arn:aws:s3:::carlossalazar-logs/x, denied an identity-based policy",
      "s3:PutObject, arn:aws:s3:::carlossalazar/x, allowed",
      "s3:ListAllMyBuckets, arn:aws:s3:::other, allowed",
      "s3:PutObject, arn:aws:s3:::other/x, missing identity-based policy",
    })
    void carlosWritesToHisBucketOnly(String action, String resource, String result) {
      Principal carlos = new Principal.User(arn("iam::123456789012:user/carlossalazar"), "AIDA");
      Question question =
          new Question(
                  new AccessRequest(carlos, action, resource, ContextKeys.NONE),
                  new AccountId("123456789012"))
              .withIdentity(
                  List.of(
                      NamedPolicy.inline(
                          "p", carlos.name(), PolicyDocument.parse(CARLOS, PolicyKind.IDENTITY))))
              .withResource(
                  new ResourceSide.Attached(
                      NamedPolicy.inline(
                          "b",
                          "arn:aws:s3:::carlossalazar",
                          PolicyDocument.parse(BUCKET, PolicyKind.RESOURCE))));
      assertThat(outcome(question)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
      "arn:aws:s3:::bucket, 111122223333, allowed",
      "arn:aws:s3:::other, 111122223333, missing resource-based policy",
      "arn:aws:s3:::bucket, 444455556666, missing resource-based policy",
    })
    void aServiceInvokesForTheSourceThatThePermissionNames(
        String source, String account, String result) {
      Principal service =
          new Principal.Service(
              "s3.amazonaws.com", Arn.parse(source), Optional.of(new AccountId(account)));
      NamedPolicy permission =
          policy(
              "function",
              PolicyKind.RESOURCE,
              ALLOW
                  + ",\"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Condition\":{"
                  + "\"StringEquals\":{\"AWS:SourceAccount\":\"111122223333\"},"
                  + "\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::bucket\"}}");
      assertThat(
              outcome(question(service, OWN).withResource(new ResourceSide.Attached(permission))))
          .isEqualTo(result);
    }
  }

  private static Question question(
      String who, AccountId owner, String identity, String boundary, String session) {
    Question question = question(principal(who), owner);
    if (!identity.equals("-")) {
      question =
          question.withIdentity(List.of(policy("identity", PolicyKind.IDENTITY, body(identity))));
    }
    if (!boundary.equals("-")) {
      question = question.withBoundary(policy("boundary", PolicyKind.BOUNDARY, body(boundary)));
    }
    return session.equals("-")
        ? question
        : question.withSession(List.of(policy("session", PolicyKind.SESSION, body(session))));
  }

  private static Question question(Principal principal, AccountId owner) {
    return new Question(
        new AccessRequest(
            principal,
            "lambda:InvokeFunction",
            "arn:aws:lambda:us-east-1:" + owner + ":function:f",
            ContextKeys.builder().principal(principal).build()),
        owner);
  }

  private static ResourceSide side(String named) {
    if (named.equals("-")) {
      return ResourceSide.SILENT;
    }
    boolean denies = named.startsWith("!");
    String principal = NAMES.get(denies ? named.substring(1) : named);
    return new ResourceSide.Attached(
        policy(
            "resource",
            PolicyKind.RESOURCE,
            (denies ? DENY : ALLOW) + ",\"Principal\":" + principal));
  }

  private static String body(String does) {
    return switch (does) {
      case "allow" -> ALLOW;
      case "deny" -> DENY;
      default -> SILENT;
    };
  }

  private static NamedPolicy policy(String name, PolicyKind kind, String body) {
    return NamedPolicy.inline(name, "holder", document(kind, body));
  }

  private static PolicyDocument document(PolicyKind kind, String body) {
    return PolicyDocument.parse(
        "{\"Version\":\"2012-10-17\",\"Statement\":[{" + body + "}]}", kind);
  }

  private static String outcome(Question question) {
    return switch (Decision.decide(question)) {
      case Verdict.Allowed allowed -> "allowed";
      case Verdict.Denied(Verdict.Reason.ExplicitDeny(Match by), String message) ->
          "denied " + by.type().one();
      case Verdict.Denied(Verdict.Reason.NothingAllows(List<PolicyType> missing), String message) ->
          "missing " + missing.getFirst().noun();
    };
  }

  private static Arn arn(String rest) {
    return Arn.parse("arn:aws:" + rest).orElseThrow();
  }

  private static Principal principal(String who) {
    return Optional.ofNullable(PRINCIPALS.get(who)).orElseThrow();
  }
}
