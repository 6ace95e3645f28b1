package dev.forebay.kinesis;

import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.kinesis.Resources.Resource;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;

/**
 * Resource policies of streams and consumers; they are evaluated on the switchboard. Thread-safe.
 */
final class PolicyOperations {
  /** The longest policy, in characters. */
  private static final int LONGEST = 20_480;

  /** What a resource without a policy answers. */
  private static final String NONE = "{}";

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
    try {
      PolicyDocument.parse(policy, PolicyKind.RESOURCE);
    } catch (PolicyRefusal refusal) {
      throw KinesisErrors.invalid("Invalid policy: " + refusal.getMessage());
    }
    resources.setPolicy(resource, Optional.of(policy));
    return PutResourcePolicyResponse.builder().build();
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
