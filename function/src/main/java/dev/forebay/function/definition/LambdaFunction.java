package dev.forebay.function.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A function: {@code $LATEST}, and what belongs to the function as a whole. Every change to
 * anything of a function writes this row, so that changes to one function happen one after another.
 * Immutable.
 *
 * @param name its bare name
 * @param latest {@code $LATEST}
 * @param publications the versions handed out so far
 * @param tags its tags
 * @param reservedConcurrency concurrency set aside for it and its ceiling, 0 or more
 * @param recursiveLoop {@code Allow} or {@code Terminate}
 * @param codeSigningConfig the ARN of its code signing configuration
 */
public record LambdaFunction(
    String name,
    FunctionVersion latest,
    Publications publications,
    Map<String, String> tags,
    Optional<Integer> reservedConcurrency,
    String recursiveLoop,
    Optional<String> codeSigningConfig) {
  /** What recursive invocations meet unless configured otherwise. */
  public static final String TERMINATE = "Terminate";

  /** Copies the map, keeping its order. */
  public LambdaFunction {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /**
   * Which version numbers have been given. Immutable.
   *
   * @param last the highest number ever given, 0 when none: a number is never used twice
   * @param source what {@code $LATEST} was when the last one was published
   */
  public record Publications(long last, Optional<Source> source) {
    /** Of a function of which nothing has been published. */
    public static final Publications NONE = new Publications(0, Optional.empty());
  }

  /**
   * What a version is made from. Immutable.
   *
   * @param configuration the configuration
   * @param sha256 the code's hash
   */
  public record Source(Configuration configuration, String sha256) {
    /** Of {@code $LATEST} as it is. */
    public static Source of(FunctionVersion latest) {
      return new Source(latest.configuration(), latest.code().sha256());
    }
  }

  /** The same with another {@code $LATEST}. */
  public LambdaFunction withLatest(FunctionVersion other) {
    return new LambdaFunction(
        name, other, publications, tags, reservedConcurrency, recursiveLoop, codeSigningConfig);
  }

  /** The same with another {@code $LATEST}, after a publication. */
  public LambdaFunction withPublications(Publications other, FunctionVersion newLatest) {
    return new LambdaFunction(
        name, newLatest, other, tags, reservedConcurrency, recursiveLoop, codeSigningConfig);
  }

  /** The same with other tags. */
  public LambdaFunction withTags(Map<String, String> other) {
    return new LambdaFunction(
        name, latest, publications, other, reservedConcurrency, recursiveLoop, codeSigningConfig);
  }

  /** The same with another reserved concurrency. */
  public LambdaFunction withReservedConcurrency(Optional<Integer> other) {
    return new LambdaFunction(
        name, latest, publications, tags, other, recursiveLoop, codeSigningConfig);
  }

  /** The same with another answer to recursion. */
  public LambdaFunction withRecursiveLoop(String other) {
    return new LambdaFunction(
        name, latest, publications, tags, reservedConcurrency, other, codeSigningConfig);
  }

  /** The same with another code signing configuration. */
  public LambdaFunction withCodeSigningConfig(Optional<String> other) {
    return new LambdaFunction(
        name, latest, publications, tags, reservedConcurrency, recursiveLoop, other);
  }
}
