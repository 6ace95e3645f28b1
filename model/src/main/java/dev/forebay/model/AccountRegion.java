package dev.forebay.model;

/**
 * Where a resource lives: everything that is stored is keyed by account and region. Immutable.
 *
 * @param account the owner
 * @param region the region
 */
public record AccountRegion(AccountId account, Region region) {
  /** An ARN of this account and region: {@code arn:partition:service:region:account:resource}. */
  public Arn arn(String service, String resource) {
    return new Arn(region.partition(), service, region.value(), account.value(), resource);
  }

  /** {@code account/region}, the prefix under which storage keeps what belongs here. */
  @Override
  public String toString() {
    return account + "/" + region;
  }
}
