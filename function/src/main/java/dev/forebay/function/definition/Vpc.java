package dev.forebay.function.definition;

import java.util.List;

/**
 * The network that a function asks for. Recorded, not acted on. Immutable.
 *
 * @param subnets identifiers
 * @param securityGroups identifiers
 * @param ipv6 whether IPv6 is allowed out of dual-stack subnets
 */
public record Vpc(List<String> subnets, List<String> securityGroups, boolean ipv6) {
  /** Copies the lists. */
  public Vpc {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
  }
}
