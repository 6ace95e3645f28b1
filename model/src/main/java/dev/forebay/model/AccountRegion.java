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

  /**
   * What {@link #toString} wrote.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static AccountRegion parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not an account and region: " + text);
    }
    return new AccountRegion(
        new AccountId(text.substring(0, slash)), new Region(text.substring(slash + 1)));
  }

  /** {@code account/region}, the prefix under which storage keeps what belongs here. */
  @Override
  public String toString() {
    return account + "/" + region;
  }
}
