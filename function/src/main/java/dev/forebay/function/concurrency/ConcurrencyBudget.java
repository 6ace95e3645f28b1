package dev.forebay.function.concurrency;

import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.AccountRegion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an account's concurrency in a region is shared out. Whoever takes from it writes the budget's
 * row, so that two who take at once do not both get the last of it. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">
 *     Configuring reserved concurrency for a function</a>
 */
public final class ConcurrencyBudget {
  private static final int LEAST_UNRESERVED = 100;
  private static final Table<Guard> GUARD = new Table<>("concurrency", Guard.class);
  private static final Key ACCOUNT = Key.of("account");

  private final Functions functions;
  private final int accountLimit;

  /**
   * A budget.
   *
   * @param accountLimit concurrent executions of any account in any region
   */
  public ConcurrencyBudget(Functions functions, int accountLimit) {
    this.functions = functions;
    this.accountLimit = accountLimit;
  }

  private record Guard(long taken) {}

  /** The concurrent executions of an account in a region. */
  public int accountLimit() {
    return accountLimit;
  }

  /** What must stay unreserved; an account that has less than that must keep all it has. */
  int leastUnreserved() {
    return Math.min(LEAST_UNRESERVED, accountLimit);
  }

  /** What no function has for itself. */
  public int unreserved(AccountRegion place) {
    return unreserved(
        functions.rows().list(place, FunctionTables.FUNCTIONS),
        functions.rows().list(place, ProvisionedConcurrency.TABLE),
        "");
  }

  /** What would be unreserved without the function, within a change that takes from it. */
  int unreservedWithout(Attempt attempt, String function) {
    long taken = attempt.read(GUARD, ACCOUNT).map(Guard::taken).orElse(0L);
    attempt.put(GUARD, ACCOUNT, new Guard(taken + 1));
    return unreserved(
        attempt.list(FunctionTables.FUNCTIONS),
        attempt.list(ProvisionedConcurrency.TABLE),
        function);
  }

  // A function takes what is reserved for it, or else what is provisioned for its versions.
  private int unreserved(
      List<Entry<LambdaFunction>> all,
      List<Entry<ProvisionedConcurrency>> provisioned,
      String without) {
    Map<String, Integer> taken = new HashMap<>();
    provisioned.forEach(
        entry -> taken.merge(entry.key().word(0), entry.value().requested(), Integer::sum));
    all.forEach(entry ->
        entry
            .value()
            .reservedConcurrency()
            .ifPresent(reserved -> taken.put(entry.value().name(), reserved)));
    taken.remove(without);
    return accountLimit - taken.values().stream().mapToInt(Integer::intValue).sum();
  }
}
