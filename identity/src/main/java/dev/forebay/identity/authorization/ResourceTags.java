package dev.forebay.identity.authorization;

import dev.forebay.model.Arn;
import java.util.Map;

/**
 * The tags of resources, as their services keep them: always as of the last change that was
 * answered. Asked only when a policy has a condition on one. Thread-safe.
 */
@FunctionalInterface
public interface ResourceTags {
  /** No resource has a tag. */
  ResourceTags NONE = resource -> Map.of();

  /** The tags of a resource; none when it does not exist. */
  Map<String, String> find(Arn resource);

  /**
   * The tags of several services' resources.
   *
   * @param services by the service's name in ARNs
   */
  static ResourceTags of(Map<String, ResourceTags> services) {
    Map<String, ResourceTags> known = Map.copyOf(services);
    return resource -> known.getOrDefault(resource.service(), NONE).find(resource);
  }
}
