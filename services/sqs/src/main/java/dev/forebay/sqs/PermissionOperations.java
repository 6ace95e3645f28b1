package dev.forebay.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;

/** Adds statements to a queue's policy and takes them out of it, by their label. Thread-safe. */
final class PermissionOperations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_ACTIONS = 7;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Set<String> ACTIONS =
      Set.of(
          "*",
          "ChangeMessageVisibility",
          "DeleteMessage",
          "GetQueueAttributes",
          "GetQueueUrl",
          "ListDeadLetterSourceQueues",
          "PurgeQueue",
          "ReceiveMessage",
          "SendMessage");

  private final Queues queues;
  private final Clock clock;

  PermissionOperations(Queues queues, Clock clock) {
    this.queues = queues;
    this.clock = clock;
  }

  AddPermissionResponse add(CallContext context, AddPermissionRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    String label = label(request.label());
    check(request.awsAccountIds(), request.actions());
    change(
        queue,
        policy -> {
          ArrayNode statements = policy.withArrayProperty("Statement");
          statements.forEach(statement -> {
            if (statement.path("Sid").asText().equals(label)) {
              throw SqsErrors.invalid(label, "Label", "Already exists.");
            }
          });
          ObjectNode statement = statements.addObject().put("Sid", label).put("Effect", "Allow");
          put(
              statement.putObject("Principal"),
              "AWS",
              request.awsAccountIds().stream()
                  .map(account ->
                      "arn:" + context.place().region().partition() + ":iam::" + account + ":root")
                  .toList());
          put(statement, "Action", request.actions().stream().map(name -> "SQS:" + name).toList());
          statement.put("Resource", queue.arn());
        });
    return AddPermissionResponse.builder().build();
  }

  RemovePermissionResponse remove(CallContext context, RemovePermissionRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    String label = label(request.label());
    change(
        queue,
        policy -> {
          ArrayNode statements = policy.withArrayProperty("Statement");
          int before = statements.size();
          ArrayNode left = policy.putArray("Statement");
          for (JsonNode statement : statements) {
            if (!statement.path("Sid").asText().equals(label)) {
              left.add(statement);
            }
          }
          if (left.size() == before) {
            throw SqsErrors.invalid(label, "Label", "can't find label.");
          }
        });
    return RemovePermissionResponse.builder().build();
  }

  private static String label(@Nullable String label) {
    if (label == null || label.isEmpty()) {
      throw SqsErrors.missing("Label");
    }
    if (!LABEL.matcher(label).matches()) {
      throw SqsErrors.invalid(
          label,
          "Label",
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
    }
    return label;
  }

  private static void check(List<String> accounts, List<String> actions) {
    if (actions.isEmpty()) {
      throw SqsErrors.missing("Actions");
    }
    if (accounts.isEmpty()) {
      throw SqsErrors.invalid(
          "Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.");
    }
    for (String account : accounts) {
      if (!ACCOUNT.matcher(account).matches()) {
        throw SqsErrors.invalid("[" + account + "]", "PrincipalId", "Unable to verify.");
      }
    }
    for (String action : actions) {
      if (!ACTIONS.contains(action)) {
        throw SqsErrors.invalid(
            "SQS:" + action,
            "ActionName",
            "Please refer to the appropriate WSDL for a list of valid actions.");
      }
    }
    if (actions.size() > MOST_ACTIONS) {
      throw new AwsException(
          "OverLimit",
          403,
          actions.size() + " Actions were found, maximum allowed is " + MOST_ACTIONS + ".");
    }
  }

  private static void put(ObjectNode node, String field, List<String> values) {
    if (values.size() == 1) {
      node.put(field, values.getFirst());
    } else {
      ArrayNode array = node.putArray(field);
      values.forEach(array::add);
    }
  }

  /** Changes the policy; without any statement there is none. */
  private void change(OpenQueue queue, Consumer<ObjectNode> change) {
    long now = clock.now().getEpochSecond();
    queues.update(
        queue,
        row -> {
          ObjectNode policy = policy(queue, row);
          change.accept(policy);
          String text = policy.path("Statement").isEmpty() ? "" : policy.toString();
          return row.with(Map.of(QueueAttributes.POLICY, text), now);
        });
  }

  private static ObjectNode policy(OpenQueue queue, QueueRow row) {
    String text = row.attribute(QueueAttributes.POLICY);
    if (!text.isEmpty()) {
      try {
        ObjectNode policy = (ObjectNode) JSON.readTree(text);
        if (policy.path("Statement") instanceof ObjectNode single) {
          policy.putArray("Statement").add(single);
        }
        return policy;
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a policy is checked before it is stored", e);
      }
    }
    return JSON.createObjectNode()
        .put("Version", "2012-10-17")
        .put("Id", queue.arn() + "/SQSDefaultPolicy");
  }
}
