package dev.forebay.bench;

import dev.forebay.function.FunctionApi;
import dev.forebay.function.FunctionSettings;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.identity.SessionKey;
import dev.forebay.identity.actions.Actions;
import dev.forebay.identity.authorization.Enforcement;
import dev.forebay.identity.authorization.PolicyAuthorizer;
import dev.forebay.identity.authorization.PolicyTexts;
import dev.forebay.identity.authorization.ResourcePolicies;
import dev.forebay.identity.authorization.ResourceTags;
import dev.forebay.identity.denial.Denials;
import dev.forebay.identity.iam.Iam;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.sqs.Sqs;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What the decision about permission adds to a call: the switchboard's question to the authorizer,
 * with IAM, functions and queues on the RocksDB engine behind it, timed alone. The least of ten
 * rounds, in microseconds a call, and what it allocates:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.Authorization</pre>
 */
public final class Authorization {
  private static final int ROUNDS = 10;
  private static final int ROUND = 100_000;
  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("000000000000"), new Region("us-east-1"));
  private static final Caller ROOT = new Caller.Root(PLACE.account());
  private static final String QUEUE = "http://localhost:4566/000000000000/";
  private static final String DEVELOPER =
      """
      {"Version":"2012-10-17","Statement":[
       {"Sid":"Functions","Effect":"Allow","Action":["lambda:Invoke*","lambda:Get*","lambda:List*"],
        "Resource":["arn:aws:lambda:*:000000000000:function:*","arn:aws:lambda:*:000000000000:layer:*"]},
       {"Sid":"Queues","Effect":"Allow","Action":"sqs:*",
        "Resource":["arn:aws:sqs:*:*:${aws:username}-*","arn:aws:sqs:*:*:orders*"]},
       {"Sid":"NoProduction","Effect":"Deny","Action":"*","Resource":"*","Condition":{
        "StringEquals":{"aws:ResourceTag/stage":"production"}}},
       {"Sid":"OnlyHere","Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{
        "StringNotEquals":{"aws:RequestedRegion":["us-east-1","eu-west-1"]}}}]}\
      """;
  private static final String QUEUE_POLICY =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},
       "Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:000000000000:orders-shared",
       "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:000000000000:*"}}}]}\
      """;
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
       "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
      """;

  private final Authorizer authorizer;
  private final Switchboard switchboard;
  private final Iam iam;

  private Authorization(Authorizer authorizer, Switchboard switchboard, Iam iam) {
    this.authorizer = authorizer;
    this.switchboard = switchboard;
    this.iam = iam;
  }

  /** A call to decide on. */
  private record Question(String title, Caller caller, String service, SdkPojo request) {
    String operation() {
      String name = request.getClass().getSimpleName();
      return name.substring(0, name.length() - "Request".length());
    }
  }

  /** Prints the table. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("forebay-authorization");
    SystemClock clock = new SystemClock();
    SecureRandom random = new SecureRandom();
    try (StorageEngine storage = RocksDbEngine.open(folder.resolve("store"), Durability.OS, clock);
        Iam iam =
            new Iam(storage, SessionKey.load(storage.tables("identity"), random), random, clock);
        Sqs sqs = new Sqs(storage, clock, clock, random, Trail.NONE)) {
      FunctionApi functions =
          new FunctionApi(
              new FunctionSettings(1_000, Duration.ZERO, Duration.ofMinutes(16)),
              storage,
              folder.resolve("code"),
              clock,
              random,
              CodeSource.NO_BUCKETS,
              ProvisionedCapacity.ON_FIRST_USE,
              ExecutionRoles.ANY);
      Authorizer authorizer =
          new PolicyAuthorizer(
              Actions.load(iam.lookups()),
              iam.principals(),
              ResourcePolicies.of(
                  Map.of(
                      "lambda", new PolicyTexts(functions::policy),
                      "sqs", new PolicyTexts(sqs::policy))),
              ResourceTags.of(Map.of("lambda", functions::tags, "sqs", sqs::tags)),
              Enforcement.ALL_TRUSTING_UNKNOWN_ROLES,
              new Denials(),
              clock);
      ServiceBinding.Builder lambda = ServiceBinding.of("lambda");
      functions.register(lambda);
      new Authorization(
              authorizer,
              new Switchboard(
                  List.of(iam.binding(), lambda.build(), sqs.binding()),
                  (context, service, operation, request) -> new Authorizer.Decision.Allowed()),
              iam)
          .run();
    }
  }

  private void run() throws Exception {
    call(
        "iam", CreateRoleRequest.builder().roleName("run").assumeRolePolicyDocument(TRUST).build());
    for (String policy : List.of("AWSLambdaSQSQueueExecutionRole", "AWSLambdaBasicExecutionRole")) {
      call(
          "iam",
          AttachRolePolicyRequest.builder()
              .roleName("run")
              .policyArn("arn:aws:iam::aws:policy/service-role/" + policy)
              .build());
    }
    CreateUserResponse ann =
        (CreateUserResponse) call("iam", CreateUserRequest.builder().userName("ann").build());
    call(
        "iam",
        PutUserPolicyRequest.builder()
            .userName("ann")
            .policyName("developer")
            .policyDocument(DEVELOPER)
            .build());
    call("sqs", CreateQueueRequest.builder().queueName("orders").build());
    call(
        "sqs",
        CreateQueueRequest.builder()
            .queueName("orders-shared")
            .attributes(Map.of(QueueAttributeName.POLICY, QUEUE_POLICY))
            .build());
    call(
        "lambda",
        CreateFunctionRequest.builder()
            .functionName("f")
            .role("arn:aws:iam::000000000000:role/run")
            .runtime("python3.11")
            .handler("a.handle")
            .code(c -> c.zipFile(SdkBytes.fromByteArray(zip())))
            .build());
    call(
        "lambda",
        AddPermissionRequest.builder()
            .functionName("f")
            .statementId("s3")
            .action("lambda:InvokeFunction")
            .principal("s3.amazonaws.com")
            .sourceArn("arn:aws:s3:::uploads")
            .build());
    Caller user = new Caller.User(arn(ann.user().arn()), ann.user().userId());
    Caller session = session("role/run");
    SdkPojo send = SendMessageRequest.builder().queueUrl(QUEUE + "orders").messageBody("m").build();
    SdkPojo invoke = InvokeRequest.builder().functionName("f").build();
    List<Question> questions =
        List.of(
            new Question("SendMessage, root user", ROOT, "sqs", send),
            new Question(
                "SendMessage, role that IAM does not know", session("role/x"), "sqs", send),
            new Question("SendMessage, user with four statements", user, "sqs", send),
            new Question(
                "SendMessage, the same, to a queue with a policy",
                user,
                "sqs",
                SendMessageRequest.builder()
                    .queueUrl(QUEUE + "orders-shared")
                    .messageBody("m")
                    .build()),
            new Question(
                "ReceiveMessage, role with two managed policies",
                session,
                "sqs",
                ReceiveMessageRequest.builder().queueUrl(QUEUE + "orders").build()),
            new Question("Invoke, user with four statements", user, "lambda", invoke),
            new Question(
                "Invoke, s3.amazonaws.com by the function's policy",
                new Caller.Service(
                    "s3.amazonaws.com",
                    Optional.of(arn("arn:aws:s3:::uploads")),
                    Optional.of(PLACE.account())),
                "lambda",
                invoke));
    System.out.println("| call | µs | bytes |");
    System.out.println("|---|---|---|");
    for (Question question : questions) {
      time(question);
    }
  }

  private void time(Question question) {
    CallContext context = context(question.caller());
    String operation = question.operation();
    if (!(authorizer.decide(context, question.service(), operation, question.request())
        instanceof Authorizer.Decision.Allowed)) {
      throw new IllegalStateException("denied: " + question.title());
    }
    var thread =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long allocated = thread.getCurrentThreadAllocatedBytes();
      long begun = System.nanoTime();
      for (int i = 0; i < ROUND; i++) {
        authorizer.decide(context, question.service(), operation, question.request());
      }
      least = Math.min(least, System.nanoTime() - begun);
      bytes = (thread.getCurrentThreadAllocatedBytes() - allocated) / ROUND;
    }
    System.out.printf("| %s | %.2f | %d |%n", question.title(), least / 1_000.0 / ROUND, bytes);
  }

  private Caller session(String resource) {
    Arn role = arn("arn:aws:iam::000000000000:" + resource);
    return new Caller.RoleSession(role, iam.principals().roleId(role), "f");
  }

  private SdkPojo call(String service, SdkPojo request) {
    return switchboard.call(
        context(ROOT), service, new Question("", ROOT, service, request).operation(), request);
  }

  private static byte[] zip() {
    try {
      return Zips.of("a.py", Machine.PYTHON);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Arn arn(String text) {
    return Arn.parse(text).orElseThrow();
  }

  private static CallContext context(Caller caller) {
    return new CallContext(
        caller,
        PLACE,
        new RequestId("11111111-2222-3333-4444-555555555555"),
        URI.create("http://localhost:4566"),
        Optional.of("127.0.0.1"),
        Optional.empty(),
        Optional.of("bench"));
  }
}
