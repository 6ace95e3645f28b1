package dev.forebay.function.store;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import java.util.Optional;

/** Reads an account and region back from the name of their scope. */
final class Places {
  private Places() {}

  static Optional<AccountRegion> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String account = text.substring(0, slash);
    String region = text.substring(slash + 1);
    if (!AccountId.isValid(account) || !Region.isValid(region)) {
      return Optional.empty();
    }
    return Optional.of(new AccountRegion(new AccountId(account), new Region(region)));
  }
}
