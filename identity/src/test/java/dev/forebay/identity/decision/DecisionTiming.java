package dev.forebay.identity.decision;

import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Times decisions with policies as users have them; prints nanoseconds per decision, the least of
 * ten rounds. The time includes making the condition keys and the question, as a call does. Run in
 * the module's folder: {@code java -cp target/classes:target/test-classes:$(mvn -q
 * dependency:build-classpath -Dmdep.outputFile=/dev/stdout)
 * dev.forebay.identity.decision.DecisionTiming}.
 */
final class DecisionTiming {
  private static final int ROUND = 200_000;
  private static final AccountId OWN = new AccountId("111122223333");
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:orders";

  private static final String EXECUTION_ROLE =
      """
      {"Version":"2012-10-17","Statement":[
       {"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:DeleteMessage",
         "sqs:GetQueueAttributes","logs:CreateLogGroup","logs:CreateLogStream",
         "logs:PutLogEvents"],"Resource":"*"}]}
      """;
  private static final String DEVELOPER =
      """
      {"Version":"2012-10-17","Statement":[
       {"Sid":"Functions","Effect":"Allow","Action":["lambda:Invoke*","lambda:Get*",
         "lambda:List*"],"Resource":["arn:aws:lambda:*:111122223333:function:*",
         "arn:aws:lambda:*:111122223333:layer:*"]},
       {"Sid":"Buckets","Effect":"Allow","Action":"s3:*","Resource":
         ["arn:aws:s3:::home/${aws:username}/*","arn:aws:s3:::shared/*"]},
       {"Sid":"NoProduction","Effect":"Deny","Action":"*","Resource":"*","Condition":{
         "StringEquals":{"aws:ResourceTag/stage":"production"},
         "ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy/*"}}},
       {"Sid":"OnlyHere","Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*",
         "Condition":{"StringNotEquals":{"aws:RequestedRegion":["us-east-1","eu-west-1"]},
         "NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","127.0.0.0/8"]}}}]}
      """;
  private static final String PERMISSION =
      """
      {"Version":"2012-10-17","Id":"default","Statement":[
       {"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},
        "Action":"lambda:InvokeFunction",
        "Resource":"arn:aws:lambda:us-east-1:111122223333:function:orders","Condition":{
         "StringEquals":{"AWS:SourceAccount":"111122223333"},
         "ArnLike":{"AWS:SourceArn":"arn:aws:s3:::uploads"}}}]}
      """;

  private DecisionTiming() {}

  /** Prints a line per case. */
  public static void main(String[] args) {
    Principal user = new Principal.User(arn("arn:aws:iam::111122223333:user/dev/ann"), "AIDA");
    Principal role =
        new Principal.RoleSession(arn("arn:aws:iam::111122223333:role/orders"), "AROA", "orders");
    Principal service =
        new Principal.Service(
            "s3.amazonaws.com", Optional.of(arn("arn:aws:s3:::uploads")), Optional.of(OWN));
    NamedPolicy execution = identity("execution", EXECUTION_ROLE);
    NamedPolicy developer = identity("developer", DEVELOPER);
    ResourceSide permission =
        new ResourceSide.Attached(
            NamedPolicy.inline(
                "default", FUNCTION, PolicyDocument.parse(PERMISSION, PolicyKind.RESOURCE)));
    String queue = "arn:aws:sqs:us-east-1:111122223333:orders";

    report(
        "root of the account, no policy",
        () -> question(new Principal.Root(OWN), "lambda:InvokeFunction", FUNCTION));
    report(
        "execution role receives from a queue",
        () -> question(role, "sqs:ReceiveMessage", queue).withIdentity(List.of(execution)));
    report(
        "S3 invokes under a function's policy",
        () -> question(service, "lambda:InvokeFunction", FUNCTION).withResource(permission));
    report(
        "developer invokes: four statements, two denials with conditions, function's policy",
        () ->
            question(user, "lambda:InvokeFunction", FUNCTION)
                .withIdentity(List.of(developer, execution))
                .withResource(permission));
    report(
        "developer reads under a variable",
        () ->
            question(user, "s3:GetObject", "arn:aws:s3:::home/ann/report.pdf")
                .withIdentity(List.of(developer, execution)));
    report(
        "developer is denied",
        () ->
            question(user, "dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/t")
                .withIdentity(List.of(developer, execution)));
  }

  private static void report(String what, Supplier<Question> question) {
    long least = Long.MAX_VALUE;
    long allowed = 0;
    for (int round = 0; round < 10; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < ROUND; i++) {
        allowed += Decision.decide(question.get()) instanceof Verdict.Allowed ? 1 : 0;
      }
      least = Math.min(least, System.nanoTime() - start);
    }
    System.out.printf(
        "%-84s %6d ns %s%n", what, least / ROUND, allowed == 0 ? "denied" : "allowed");
  }

  private static Question question(Principal principal, String action, String resource) {
    ContextKeys keys =
        ContextKeys.builder()
            .principal(principal)
            .put("aws:SourceIp", "127.0.0.1")
            .put("aws:CurrentTime", "2026-08-01T00:00:00Z")
            .put("aws:EpochTime", "1785542400")
            .put("aws:SecureTransport", "false")
            .put("aws:RequestedRegion", "us-east-1")
            .put("aws:UserAgent", "aws-cli/2")
            .build();
    return new Question(new AccessRequest(principal, action, resource, keys), OWN);
  }

  private static NamedPolicy identity(String name, String json) {
    return NamedPolicy.inline(name, "holder", PolicyDocument.parse(json, PolicyKind.IDENTITY));
  }

  private static Arn arn(String text) {
    return Arn.parse(text).orElseThrow();
  }
}
