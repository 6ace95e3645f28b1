package dev.forebay.kinesis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.forebay.kinesis.Resources.Resource;
import dev.forebay.wire.CallContext;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;

/** Resource policies of streams and consumers: kept, not evaluated. Thread-safe. */
final class PolicyOperations {
  /** The longest policy, in characters. */
  private static final int LONGEST = 20_480;

  /** What a resource without a policy answers. */
  private static final String NONE = "{}";

  private static final JsonFactory JSON = new JsonFactory();

  private final Resources resources;

  PolicyOperations(Resources resources) {
    this.resources = resources;
  }

  PutResourcePolicyResponse put(CallContext context, PutResourcePolicyRequest request) {
    Resource resource = resources.open(context, request.resourceARN());
    String policy = request.policy();
    if (policy.length() > LONGEST) {
      throw KinesisErrors.limit("A policy can have " + LONGEST + " characters.");
    }
    if (!isObject(policy)) {
      throw KinesisErrors.invalid("The policy is not a valid JSON policy document.");
    }
    resources.setPolicy(resource, Optional.of(policy));
    return PutResourcePolicyResponse.builder().build();
  }

  private static boolean isObject(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  GetResourcePolicyResponse get(CallContext context, GetResourcePolicyRequest request) {
    return GetResourcePolicyResponse.builder()
        .policy(resources.open(context, request.resourceARN()).policy().orElse(NONE))
        .build();
  }

  DeleteResourcePolicyResponse delete(CallContext context, DeleteResourcePolicyRequest request) {
    Resource resource = resources.open(context, request.resourceARN());
    if (resource.policy().isEmpty()) {
      throw KinesisErrors.notFound(
          "No resource policy found for resource " + request.resourceARN() + ".");
    }
    resources.setPolicy(resource, Optional.empty());
    return DeleteResourcePolicyResponse.builder().build();
  }
}
