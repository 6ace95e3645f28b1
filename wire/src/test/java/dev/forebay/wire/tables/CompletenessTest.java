package dev.forebay.wire.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2AsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsAsyncClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.iam.IamAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.pipes.PipesAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.scheduler.SchedulerAsyncClient;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;

/**
 * Walks every operation, field and enum value that the SDK knows of a service and holds the tables
 * against them, so that a newer SDK shows what the overlays must add.
 */
class CompletenessTest {
  private static final Set<String> SMALL =
      Set.of("dynamodbstreams", "kinesis", "pipes", "scheduler", "sns", "sqs", "sts");

  private final ServiceTables tables = new ServiceTables();

  static Stream<Arguments> clients() {
    return Stream.of(
        Arguments.of("apigateway", ApiGatewayV2AsyncClient.class),
        Arguments.of("cognito-idp", CognitoIdentityProviderAsyncClient.class),
        Arguments.of("dynamodb", DynamoDbAsyncClient.class),
        Arguments.of("dynamodbstreams", DynamoDbStreamsAsyncClient.class),
        Arguments.of("events", EventBridgeAsyncClient.class),
        Arguments.of("firehose", FirehoseAsyncClient.class),
        Arguments.of("iam", IamAsyncClient.class),
        Arguments.of("kinesis", KinesisAsyncClient.class),
        Arguments.of("lambda", LambdaAsyncClient.class),
        Arguments.of("logs", CloudWatchLogsAsyncClient.class),
        Arguments.of("pipes", PipesAsyncClient.class),
        Arguments.of("sns", SnsAsyncClient.class),
        Arguments.of("s3", S3AsyncClient.class),
        Arguments.of("scheduler", SchedulerAsyncClient.class),
        Arguments.of("sqs", SqsAsyncClient.class),
        Arguments.of("sts", StsAsyncClient.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void everyServiceWithATableIsWalked(String service) {
    assertThat(tables.profiles().keySet())
        .isEqualTo(new HashSet<>(clients().map(client -> (String) client.get()[0]).toList()))
        .contains(service);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void theTablesKnowEveryOperationOfTheSdk(String service, Class<?> client) {
    ServiceTable table = tables.find(service).orElseThrow();
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(table.operations().keySet());
    assertThat(operations(client).keySet()).isNotEmpty().allMatch(known::contains);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void theTablesKnowEveryFieldAndEnumValueOfTheSdk(String service, Class<?> client)
      throws Exception {
    ServiceTable table = tables.find(service).orElseThrow();
    Walk walk = new Walk(table);
    for (Map.Entry<String, Method> entry : operations(client).entrySet()) {
      // The SDK's classes spell AssumeRoleWithSAML their own way.
      OperationTable operation =
          table.operations().values().stream()
              .filter(candidate -> candidate.name().equalsIgnoreCase(entry.getKey()))
              .findFirst()
              .orElseThrow();
      if (!operation.described()) {
        continue;
      }
      Class<?> request = entry.getValue().getParameterTypes()[0];
      if (table.profile().protocol().equals("rest-xml")) {
        // There is no model of S3 to hold requests against: the service does so itself.
        walk.checkLabels(operation, builder(request));
        continue;
      }
      walk.visit(operation.input(), builder(request), operation.name());
      Optional<Class<?>> response = responseOf(request);
      if (response.isPresent()) {
        walk.visit(operation.output(), builder(response.get()), operation.name());
      }
      walk.checkLabels(operation, builder(request));
    }
    assertThat(walk.missing).isEmpty();
    if (table.profile().protocol().equals("rest-xml")) {
      return;
    }
    assertThat(walk.seen).hasSizeGreaterThan(SMALL.contains(service) ? 15 : 100);
    assertThat(walk.enums)
        .as("enums found in the SDK")
        .hasSizeGreaterThan(SMALL.contains(service) ? -1 : 10);
  }

  private static Map<String, Method> operations(Class<?> client) {
    Map<String, Method> operations = new TreeMap<>();
    for (Method method : client.getMethods()) {
      if (method.getParameterCount() > 0
          && SdkPojo.class.isAssignableFrom(method.getParameterTypes()[0])
          && method.getReturnType().getSimpleName().equals("CompletableFuture")) {
        String name = method.getParameterTypes()[0].getSimpleName();
        operations.put(name.substring(0, name.length() - "Request".length()), method);
      }
    }
    return operations;
  }

  private static Optional<Class<?>> responseOf(Class<?> request) {
    String name = request.getName();
    try {
      return Optional.of(
          Class.forName(name.substring(0, name.length() - "Request".length()) + "Response"));
    } catch (ClassNotFoundException none) {
      return Optional.empty();
    }
  }

  private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
    return (SdkPojo) type.getMethod("builder").invoke(null);
  }

  /** Goes through the SDK's classes and the table's shapes side by side. */
  private static final class Walk {
    private final ServiceTable table;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> enums = new HashSet<>();
    private final Set<String> missing = new TreeSet<>();

    Walk(ServiceTable table) {
      this.table = table;
    }

    void visit(Optional<String> shapeName, SdkPojo pojo, String where) throws Exception {
      if (pojo.sdkFields().isEmpty()) {
        return;
      }
      if (shapeName.isEmpty() || !table.shapes().containsKey(shapeName.get())) {
        missing.add(where + " has no shape " + shapeName);
        return;
      }
      Shape shape = table.shape(shapeName.get());
      if (!seen.add(shape.name())) {
        return;
      }
      Class<?> type = pojo.getClass().getEnclosingClass();
      for (SdkField<?> field : pojo.sdkFields()) {
        String at = where + "." + field.memberName();
        // Some members have another name in the SDK than on the wire.
        String member =
            shape
                .members()
                .getOrDefault(field.memberName(), shape.members().get(field.locationName()));
        if (member == null) {
          missing.add(shape.name() + " lacks the member " + field.memberName());
        } else {
          visitField(member, field, at, getter(type, field));
        }
      }
    }

    private void visitField(
        String shapeName, SdkField<?> field, String at, Optional<Class<?>> enumType)
        throws Exception {
      Shape shape = table.shape(shapeName);
      switch (field.marshallingType().getKnownType()) {
        case SDK_POJO -> visit(Optional.of(shapeName), field.constructor().get(), at);
        case LIST ->
            visitField(
                shape.element().orElseThrow(),
                field.getRequiredTrait(ListTrait.class).memberFieldInfo(),
                at,
                enumType);
        case MAP ->
            visitField(
                shape.element().orElseThrow(),
                field.getRequiredTrait(MapTrait.class).valueFieldInfo(),
                at,
                enumType);
        case STRING -> {
          if (enumType.isPresent()) {
            enums.add(shapeName);
            Set<String> known = new HashSet<>();
            for (Object constant : enumType.get().getEnumConstants()) {
              if (!((Enum<?>) constant).name().equals("UNKNOWN_TO_SDK_VERSION")) {
                known.add(constant.toString());
              }
            }
            known.removeAll(shape.values());
            if (!known.isEmpty()) {
              missing.add(shapeName + " at " + at + " lacks the values " + known);
            }
          }
        }
        default -> {}
      }
    }

    void checkLabels(OperationTable operation, SdkPojo request) {
      for (SdkField<?> field : request.sdkFields()) {
        if (field.location() == MarshallLocation.PATH
            && !operation.uri().contains("{" + field.locationName() + "}")) {
          missing.add(operation.name() + " has no label " + field.locationName());
        }
      }
    }

    /** The enum that a field's getter answers with: the getter beside the one for its text. */
    private static Optional<Class<?>> getter(Class<?> type, SdkField<?> field) {
      String name = field.memberName().toLowerCase(Locale.ROOT);
      List<Class<?>> found = new ArrayList<>();
      Arrays.stream(type.getMethods())
          .filter(method -> method.getParameterCount() == 0)
          .filter(method ->
              method.getName().toLowerCase(Locale.ROOT).equals(name)
                  || method.getName().toLowerCase(Locale.ROOT).equals(name + "value"))
          .forEach(method -> {
            if (method.getReturnType().isEnum()) {
              found.add(method.getReturnType());
            } else if (method.getGenericReturnType() instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]
                    instanceof Class<?> argument
                && argument.isEnum()) {
              found.add(argument);
            }
          });
      return found.stream().findFirst();
    }
  }
}
