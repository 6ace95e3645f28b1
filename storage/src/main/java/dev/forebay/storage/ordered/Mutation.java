package dev.forebay.storage.ordered;

/**
 * A call's effect on the next batch. It may run more than once, each time on a fresh draft, and
 * only one at a time.
 *
 * @param <T> the call's answer, given once the batch is durable
 */
@FunctionalInterface
interface Mutation<T> {
  T apply(Draft draft);
}
