package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;

/** Adds statements to a topic's policy and takes them out of it, by their label. Thread-safe. */
final class PermissionOperations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Set<String> ACTIONS =
      Set.of(
          "AddPermission",
          "DeleteTopic",
          "GetDataProtectionPolicy",
          "GetTopicAttributes",
          "ListSubscriptionsByTopic",
          "ListTagsForResource",
          "Publish",
          "PutDataProtectionPolicy",
          "RemovePermission",
          "SetTopicAttributes",
          "Subscribe",
          "*");

  private final Topics topics;

  PermissionOperations(Topics topics) {
    this.topics = topics;
  }

  AddPermissionResponse add(CallContext context, AddPermissionRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    String label = label(request.label());
    check(request.awsAccountIds(), request.actionNames());
    change(
        topic,
        policy -> {
          ArrayNode statements = policy.withArrayProperty("Statement");
          statements.forEach(statement -> {
            if (statement.path("Sid").asText().equals(label)) {
              throw SnsErrors.invalid("Statement already exists");
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
          put(
              statement,
              "Action",
              request.actionNames().stream().map(name -> "SNS:" + name).toList());
          statement.put("Resource", topic.arn().toString());
        });
    return AddPermissionResponse.builder().build();
  }

  RemovePermissionResponse remove(CallContext context, RemovePermissionRequest request) {
    OpenTopic topic = topics.open(context, request.topicArn());
    String label = label(request.label());
    change(
        topic,
        policy -> {
          ArrayNode statements = policy.withArrayProperty("Statement");
          ArrayNode left = policy.putArray("Statement");
          for (JsonNode statement : statements) {
            if (!statement.path("Sid").asText().equals(label)) {
              left.add(statement);
            }
          }
        });
    return RemovePermissionResponse.builder().build();
  }

  private static String label(@Nullable String label) {
    if (label == null) {
      throw SnsErrors.missing("label");
    }
    return label;
  }

  private static void check(List<String> accounts, List<String> actions) {
    if (accounts.isEmpty() || accounts.stream().anyMatch(id -> !ACCOUNT.matcher(id).matches())) {
      throw SnsErrors.invalid("PrincipalId", "Unable to verify.");
    }
    if (actions.isEmpty() || !ACTIONS.containsAll(actions)) {
      throw SnsErrors.invalid("Policy statement action out of service scope!");
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

  private void change(OpenTopic topic, Consumer<ObjectNode> change) {
    topics.update(
        topic,
        row -> {
          ObjectNode policy = policy(topic, row);
          change.accept(policy);
          return row.with(TopicAttributes.POLICY, policy.toString());
        });
  }

  private static ObjectNode policy(OpenTopic topic, TopicRow row) {
    String text =
        row.attributes()
            .getOrDefault(
                TopicAttributes.POLICY,
                TopicAttributes.defaultPolicy(
                    topic.arn().toString(), topic.place().account().value()));
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
}
