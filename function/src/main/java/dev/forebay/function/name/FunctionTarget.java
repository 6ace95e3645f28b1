package dev.forebay.function.name;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request names: a function and perhaps a version or alias of it. Immutable.
 *
 * @param function the function
 * @param qualifier as the name or the request's Qualifier carries it
 */
public record FunctionTarget(FunctionId function, Optional<Qualifier> qualifier) {

  /**
   * What a name and a Qualifier mean to a caller.
   *
   * @param place where the call is made
   * @param text any form of a function's name
   * @param given the request's own Qualifier, null where it has none
   * @throws dev.forebay.wire.AwsException 400 when the two qualifiers differ or the name is
   *     malformed, 403 for another account's function, 404 for another region's
   */
  public static FunctionTarget of(AccountRegion place, String text, @Nullable String given) {
    FunctionName name = FunctionName.parse(text);
    Optional<Qualifier> qualifier = merge(name.qualifier(), given);
    if (name.region().isPresent() && !name.region().get().equals(place.region())) {
      throw Refusals.notFound(
          "Functions from '%s' are not reachable in this region ('%s')"
              .formatted(name.region().get(), place.region()));
    }
    if (name.account().isPresent() && !name.account().get().equals(place.account())) {
      // What is shared is handled in its owner's account; this operation cannot be.
      throw Refusals.accessDenied("");
    }
    return new FunctionTarget(new FunctionId(place, name.name()), qualifier);
  }

  /**
   * As {@link #of} for operations on whole functions.
   *
   * @throws dev.forebay.wire.AwsException 400 as well when there is a qualifier
   */
  public static FunctionId whole(AccountRegion place, String text) {
    FunctionTarget target = of(place, text, null);
    if (target.qualifier().isPresent()) {
      throw Refusals.invalidParameter(
          "This operation is permitted on Lambda functions only. Aliases and versions do not"
              + " support this operation. Please specify either a function name or an unqualified"
              + " function ARN.");
    }
    return target.function();
  }

  private static Optional<Qualifier> merge(Optional<Qualifier> named, @Nullable String given) {
    if (given == null || given.isEmpty()) {
      return named;
    }
    if (named.isPresent() && !named.get().value().equals(given)) {
      throw Refusals.invalidParameter(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    return Optional.of(new Qualifier(given));
  }

  /** The qualifier, or {@code $LATEST} where there is none. */
  public Qualifier effectiveQualifier() {
    return qualifier.orElse(Qualifier.LATEST);
  }

  /** The ARN as the request spells it: qualified only if it is. */
  public Arn arn() {
    return qualifier.map(function::arn).orElseGet(function::arn);
  }
}
