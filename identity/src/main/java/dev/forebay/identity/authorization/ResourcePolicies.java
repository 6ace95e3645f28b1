package dev.forebay.identity.authorization;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.Map;
import java.util.Optional;

/**
 * The policies that hang on resources, as their services keep them: always as of the last change
 * that was answered. Thread-safe.
 */
@FunctionalInterface
public interface ResourcePolicies {
  /** No resource has a policy. */
  ResourcePolicies NONE = resource -> Optional.empty();

  /** The policy of a resource, if it has one; the resource need not exist. */
  Optional<NamedPolicy> find(Arn resource);

  /** Whose a resource is, where its ARN does not say so; empty when there is no such resource. */
  default Optional<AccountId> owner(Arn resource) {
    return Optional.empty();
  }

  /**
   * The policies of several services.
   *
   * @param services by the service's name in ARNs
   */
  static ResourcePolicies of(Map<String, ResourcePolicies> services) {
    Map<String, ResourcePolicies> known = Map.copyOf(services);
    return new ResourcePolicies() {
      @Override
      public Optional<NamedPolicy> find(Arn resource) {
        return known.getOrDefault(resource.service(), NONE).find(resource);
      }

      @Override
      public Optional<AccountId> owner(Arn resource) {
        return known.getOrDefault(resource.service(), NONE).owner(resource);
      }
    };
  }
}
