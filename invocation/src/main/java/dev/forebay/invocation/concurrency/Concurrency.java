package dev.forebay.invocation.concurrency;

import dev.forebay.function.name.FunctionId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts running events and decides whether another may start. Counters, not pools: the limits are
 * arguments, so that a changed setting holds from the next invocation on. Thread-safe, without
 * locks.
 *
 * <p>An event of a version with provisioned concurrency takes of that first. What goes beyond, and
 * every other event, is on demand: within the function's reserved concurrency less what is
 * provisioned for its versions, or else within the account's unreserved pool.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html">Understanding
 *     Lambda function scaling</a>
 */
public final class Concurrency {
  private static final int REQUESTS_PER_UNIT = 10;

  private final Clock pace;
  private final ConcurrentMap<AccountRegion, OfAccount> accounts = new ConcurrentHashMap<>();
  private final ConcurrentMap<FunctionId, OfFunction> functions = new ConcurrentHashMap<>();

  /** What runs in an account and region outside of reserved and provisioned concurrency. */
  private record OfAccount(AtomicInteger unreserved, AtomicInteger all, RequestRate rate) {}

  /** What runs of a function. */
  private record OfFunction(
      AtomicInteger onDemand, RequestRate rate, ConcurrentMap<String, AtomicInteger> provisioned) {}

  /**
   * Nothing runs yet.
   *
   * @param pace measures request rates; not a virtual clock, for callers do not wait in virtual
   *     time
   */
  public Concurrency(Clock pace) {
    this.pace = pace;
  }

  /**
   * Whether a caller's own invocation may start: as {@link #admitQueued}, and at most ten times the
   * concurrency in requests a second.
   *
   * @param unreserved the size of the account's unreserved pool
   */
  public Admission admit(FunctionId function, Allotment allotment, int unreserved) {
    if (allotment.reserved().isPresent()) {
      int reserved = allotment.reserved().get();
      if (reserved == 0) {
        return new Admission.Throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATION_LIMIT);
      }
      if (!of(function).rate().take((long) REQUESTS_PER_UNIT * reserved, pace)) {
        return new Admission.Throttled(ThrottleReason.RESERVED_INVOCATION_RATE_LIMIT);
      }
    } else {
      int pool = Math.max(1, unreserved + allotment.provisionedOfFunction());
      if (!of(function.place()).rate().take((long) REQUESTS_PER_UNIT * pool, pace)) {
        return new Admission.Throttled(ThrottleReason.INVOCATION_RATE_LIMIT);
      }
    }
    return admitQueued(function, allotment, unreserved);
  }

  /** Whether an event from a queue may start: within the concurrency, at any rate. */
  public Admission admitQueued(FunctionId function, Allotment allotment, int unreserved) {
    OfFunction counts = of(function);
    OfAccount account = of(function.place());
    if (allotment.provisioned() > 0 && !allotment.isBlocked()) {
      AtomicInteger provisioned =
          counts.provisioned().computeIfAbsent(allotment.version(), v -> new AtomicInteger());
      if (takeOne(provisioned, allotment.provisioned())) {
        account.all().incrementAndGet();
        return new Admission.Admitted(new Permit(List.of(provisioned, account.all()), true));
      }
    }
    if (allotment.reserved().isPresent()) {
      int limit = allotment.reserved().get() - allotment.provisionedOfFunction();
      if (!takeOne(counts.onDemand(), limit)) {
        return new Admission.Throttled(ThrottleReason.RESERVED_CONCURRENT_INVOCATION_LIMIT);
      }
      account.all().incrementAndGet();
      return new Admission.Admitted(new Permit(List.of(counts.onDemand(), account.all()), false));
    }
    if (!takeOne(account.unreserved(), unreserved)) {
      return new Admission.Throttled(ThrottleReason.CONCURRENT_INVOCATION_LIMIT);
    }
    counts.onDemand().incrementAndGet();
    account.all().incrementAndGet();
    return new Admission.Admitted(
        new Permit(List.of(account.unreserved(), counts.onDemand(), account.all()), false));
  }

  /** How many events run in the account and region now. */
  public int running(AccountRegion place) {
    OfAccount account = accounts.get(place);
    return account == null ? 0 : account.all().get();
  }

  /** Forgets request rates and functions; what still runs gives back to counters nobody reads. */
  public void reset() {
    functions.clear();
    accounts.clear();
  }

  private OfFunction of(FunctionId function) {
    OfFunction known = functions.get(function);
    return known != null
        ? known
        : functions.computeIfAbsent(
            function,
            key ->
                new OfFunction(
                    new AtomicInteger(),
                    new RequestRate(pace.nanoTime()),
                    new ConcurrentHashMap<>()));
  }

  private OfAccount of(AccountRegion place) {
    OfAccount known = accounts.get(place);
    return known != null
        ? known
        : accounts.computeIfAbsent(
            place,
            key ->
                new OfAccount(
                    new AtomicInteger(), new AtomicInteger(), new RequestRate(pace.nanoTime())));
  }

  private static boolean takeOne(AtomicInteger counter, int limit) {
    for (int running = counter.get(); running < limit; running = counter.get()) {
      if (counter.compareAndSet(running, running + 1)) {
        return true;
      }
    }
    return false;
  }
}
