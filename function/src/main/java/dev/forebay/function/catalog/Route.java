package dev.forebay.function.catalog;

import java.util.random.RandomGenerator;

/** Where a name leads: to one version, or by chance to one of two. Immutable. */
sealed interface Route {
  /** The version for one invocation. */
  ResolvedFunction choose(RandomGenerator random);

  /** Always the same. */
  record Single(ResolvedFunction only) implements Route {
    @Override
    public ResolvedFunction choose(RandomGenerator random) {
      return only;
    }
  }

  /**
   * One of two.
   *
   * @param weight the other's share, 0.0 to 1.0
   */
  record Weighted(ResolvedFunction main, ResolvedFunction other, double weight) implements Route {
    @Override
    public ResolvedFunction choose(RandomGenerator random) {
      return random.nextDouble() < weight ? other : main;
    }
  }
}
