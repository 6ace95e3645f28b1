package dev.forebay.server.quickstart;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Events of services on their whole ways to a function that says what it heard: from a bucket,
 * along a chain of services, from a schedule, from another function's log lines and from a user
 * pool. Running it again sends new ones. Confined to one thread.
 */
final class Ways {
  /** The function at the end of each way. */
  static final String HEARER = "ways-hear";

  /** The function that makes a row of each object it hears of. */
  static final String STORER = "ways-store";

  /** The function that makes an event of each change of a row. */
  static final String TELLER = "ways-tell";

  private static final String BUCKET = "quickstart-uploads";
  private static final String CHAINED_BUCKET = "quickstart-chained-uploads";
  private static final String NAME = "quickstart-objects";
  private static final String RULE = "quickstart-changes";
  private static final String SCHEDULE = "quickstart-hourly";
  private static final String ACCOUNT = "000000000000";
  private static final int HOUR = 3_600;
  private static final int LOOKS = 100;

  private final AdminClient admin;
  private final Clients clients;
  private final PrintWriter out;

  /** The services along the ways. */
  record Clients(
      LambdaClient lambda,
      S3Client s3,
      SnsClient sns,
      SqsClient sqs,
      DynamoDbClient dynamoDb,
      EventBridgeClient events,
      CloudWatchLogsClient logs,
      CognitoIdentityProviderClient cognito) {}

  Ways(AdminClient admin, Clients clients, PrintWriter out) {
    this.admin = admin;
    this.clients = clients;
    this.out = out;
  }

  /** Sends an event along each way; says whether all were heard. */
  boolean run(String region) {
    boolean bucket = fromABucket();
    boolean log = subscribeAndChain(region);
    boolean schedule = fromASchedule();
    return fromAUserPool() && schedule && log && bucket;
  }

  private boolean fromABucket() {
    begin("bucket " + BUCKET + " -> " + HEARER);
    clients.s3().createBucket(r -> r.bucket(BUCKET));
    permit(HEARER, "bucket", "s3.amazonaws.com", "arn:aws:s3:::" + BUCKET);
    String hearer = arn(HEARER);
    clients
        .s3()
        .putBucketNotificationConfiguration(r ->
            r.bucket(BUCKET)
                .notificationConfiguration(to ->
                    to.lambdaFunctionConfigurations(
                        LambdaFunctionConfiguration.builder()
                            .lambdaFunctionArn(hearer)
                            .events(Event.S3_OBJECT_CREATED)
                            .build())));
    Set<String> before = heard().keySet();
    String key = put(BUCKET);
    return hears(before, "heard ObjectCreated:Put of " + key);
  }

  // One chain, and beside it the log lines of its first function.
  private boolean subscribeAndChain(String region) {
    begin(
        "bucket -> topic -> queue -> "
            + STORER
            + " -> table -> stream -> "
            + TELLER
            + " -> bus -> "
            + HEARER);
    out.println("log lines of " + STORER + " -> subscription -> " + HEARER);
    chain();
    subscribe(region);
    Set<String> before = heard().keySet();
    String key = put(CHAINED_BUCKET);
    return hears(
        before, "heard INSERT {\"key\": \"" + key + "\"}", "heard log line: stored " + key);
  }

  private void chain() {
    clients.s3().createBucket(r -> r.bucket(CHAINED_BUCKET));
    String topic = clients.sns().createTopic(r -> r.name(NAME)).topicArn();
    clients
        .sns()
        .setTopicAttributes(r ->
            r.topicArn(topic)
                .attributeName("Policy")
                .attributeValue(
                    letting(
                        "s3.amazonaws.com",
                        "sns:Publish",
                        topic,
                        "arn:aws:s3:::" + CHAINED_BUCKET)));
    String queue = queue(topic);
    clients.sns().subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(queue));
    clients
        .s3()
        .putBucketNotificationConfiguration(r ->
            r.bucket(CHAINED_BUCKET)
                .notificationConfiguration(to ->
                    to.topicConfigurations(
                        TopicConfiguration.builder()
                            .topicArn(topic)
                            .events(Event.S3_OBJECT_CREATED)
                            .build())));
    map(STORER, queue);
    map(TELLER, stream());
    String rule =
        clients
            .events()
            .putRule(r -> r.name(RULE).eventPattern("{\"source\": [\"quickstart\"]}"))
            .ruleArn();
    permit(HEARER, "rule", "events.amazonaws.com", rule);
    aim(RULE);
  }

  private String queue(String topic) {
    String url =
        clients
            .sqs()
            .createQueue(r ->
                r.queueName(NAME).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "30")))
            .queueUrl();
    String arn =
        clients
            .sqs()
            .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
    clients
        .sqs()
        .setQueueAttributes(r ->
            r.queueUrl(url)
                .attributes(
                    Map.of(
                        QueueAttributeName.POLICY,
                        letting("sns.amazonaws.com", "sqs:SendMessage", arn, topic))));
    return arn;
  }

  private String stream() {
    try {
      clients
          .dynamoDb()
          .createTable(r ->
              r.tableName(NAME)
                  .keySchema(
                      KeySchemaElement.builder().attributeName("key").keyType(KeyType.HASH).build())
                  .attributeDefinitions(
                      AttributeDefinition.builder()
                          .attributeName("key")
                          .attributeType(ScalarAttributeType.S)
                          .build())
                  .billingMode(BillingMode.PAY_PER_REQUEST)
                  .streamSpecification(
                      s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
    } catch (ResourceInUseException exists) {
      // From the last time.
    }
    clients.dynamoDb().waiter().waitUntilTableExists(r -> r.tableName(NAME));
    return clients.dynamoDb().describeTable(r -> r.tableName(NAME)).table().latestStreamArn();
  }

  private void subscribe(String region) {
    String group = "/aws/lambda/" + STORER;
    try {
      clients.logs().createLogGroup(r -> r.logGroupName(group));
    } catch (ResourceAlreadyExistsException exists) {
      // From the last time.
    }
    permit(
        HEARER,
        "logs",
        "logs.amazonaws.com",
        "arn:aws:logs:" + region + ":" + ACCOUNT + ":log-group:" + group + ":*");
    String hearer = arn(HEARER);
    clients
        .logs()
        .putSubscriptionFilter(r ->
            r.logGroupName(group)
                .filterName("stored")
                .filterPattern("stored")
                .destinationArn(hearer));
  }

  private boolean fromASchedule() {
    begin("rate(1 hour) -> " + HEARER);
    String rule =
        clients
            .events()
            .putRule(r -> r.name(SCHEDULE).scheduleExpression("rate(1 hour)"))
            .ruleArn();
    permit(HEARER, "schedule", "events.amazonaws.com", rule);
    aim(SCHEDULE);
    Set<String> before = heard().keySet();
    out.printf(Locale.ROOT, "    %d s on, by POST /_forebay/clock%n", HOUR);
    admin.advance(HOUR);
    boolean came = hears(before, "heard Scheduled Event {}");
    clients.events().disableRule(r -> r.name(SCHEDULE));
    return came;
  }

  private boolean fromAUserPool() {
    begin("sign-up in a user pool -> " + HEARER);
    String hearer = arn(HEARER);
    var pool =
        clients
            .cognito()
            .createUserPool(r ->
                r.poolName("quickstart")
                    .lambdaConfig(to -> to.preSignUp(hearer).postConfirmation(hearer)))
            .userPool();
    permit(HEARER, "pool-" + pool.id(), "cognito-idp.amazonaws.com", pool.arn());
    String client =
        clients
            .cognito()
            .createUserPoolClient(r -> r.userPoolId(pool.id()).clientName("quickstart"))
            .userPoolClient()
            .clientId();
    Set<String> before = heard().keySet();
    clients.cognito().signUp(r -> r.clientId(client).username("ann").password("Forebay-4566"));
    clients.cognito().adminConfirmSignUp(r -> r.userPoolId(pool.id()).username("ann"));
    return hears(
        before, "heard PreSignUp_SignUp of ann", "heard PostConfirmation_ConfirmSignUp of ann");
  }

  private void begin(String title) {
    out.println();
    out.println(title);
    out.flush();
  }

  private String put(String bucket) {
    int number = 1 + clients.s3().listObjectsV2(r -> r.bucket(bucket)).keyCount();
    String key = "cat-" + number + ".png";
    clients.s3().putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString("miaow"));
    return key;
  }

  private void aim(String rule) {
    String hearer = arn(HEARER);
    clients
        .events()
        .putTargets(r -> r.rule(rule).targets(Target.builder().id("hear").arn(hearer).build()));
  }

  private void map(String function, String source) {
    try {
      clients
          .lambda()
          .createEventSourceMapping(r -> {
            r.functionName(function).eventSourceArn(source);
            if (source.contains(":dynamodb:")) {
              r.startingPosition(EventSourcePosition.TRIM_HORIZON);
            }
          });
    } catch (ResourceConflictException exists) {
      // From the last time.
    }
  }

  private void permit(String function, String id, String principal, String source) {
    try {
      clients
          .lambda()
          .addPermission(r ->
              r.functionName(function)
                  .statementId(id)
                  .action("lambda:InvokeFunction")
                  .principal(principal)
                  .sourceArn(source)
                  .sourceAccount(principal.startsWith("s3.") ? ACCOUNT : null));
    } catch (ResourceConflictException exists) {
      // From the last time.
    }
  }

  private static String letting(String service, String action, String resource, String source) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
     "Principal": {"Service": "%s"}, "Action": "%s", "Resource": "%s",
     "Condition": {"ArnEquals": {"aws:SourceArn": "%s"}}}]}
    """
        .formatted(service, action, resource, source);
  }

  private String arn(String function) {
    return clients.lambda().getFunctionConfiguration(r -> r.functionName(function)).functionArn();
  }

  /** Waits until the function has said each line since then, and shows what it said. */
  private boolean hears(Set<String> before, String... wanted) {
    List<String> lines = List.of();
    for (int look = 0; look < LOOKS && !lines.containsAll(List.of(wanted)); look++) {
      admin.awaitQuiet();
      Map<String, String> heard = heard();
      heard.keySet().removeAll(before);
      lines = List.copyOf(heard.values());
    }
    lines.forEach(line -> out.println("    | " + line));
    boolean all = lines.containsAll(List.of(wanted));
    if (!all) {
      out.println("    not heard: " + String.join(", ", wanted));
    }
    return all;
  }

  // By the ids of the lines: those of an earlier demonstration, which moved the clock on, may stand
  // behind those of this one.
  private Map<String, String> heard() {
    String group = "/aws/lambda/" + HEARER;
    Map<String, String> heard = new LinkedHashMap<>();
    if (!clients.logs().describeLogGroups(r -> r.logGroupNamePrefix(group)).logGroups().isEmpty()) {
      clients
          .logs()
          .filterLogEventsPaginator(r -> r.logGroupName(group).filterPattern("heard"))
          .events()
          .forEach(line -> heard.put(line.eventId(), line.message().strip()));
    }
    return heard;
  }
}
