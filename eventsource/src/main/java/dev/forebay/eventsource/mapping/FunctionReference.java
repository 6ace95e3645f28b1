package dev.forebay.eventsource.mapping;

import dev.forebay.function.catalog.FunctionCatalog;
import dev.forebay.function.catalog.RunnableVersion;
import dev.forebay.function.name.FunctionName;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Turns a request's FunctionName into the function that a mapping keeps. Thread-safe. */
final class FunctionReference {
  private static final String ARN = "arn:";
  private static final int NOT_FOUND = 404;

  private final FunctionCatalog catalog;
  private final RandomGenerator random;

  FunctionReference(FunctionCatalog catalog, RandomGenerator random) {
    this.catalog = catalog;
    this.random = random;
  }

  /**
   * The function that a name means. {@code $LATEST} is dropped, as on AWS, unless it stands behind
   * a partial ARN ({@code 123456789012:function:name:$LATEST}).
   */
  static FunctionTarget named(AccountRegion place, String name) {
    FunctionTarget target = FunctionTarget.of(place, name, null);
    boolean partial = !name.startsWith(ARN) && FunctionName.parse(name).account().isPresent();
    boolean dropped = !partial && target.qualifier().filter(Qualifier::isLatest).isPresent();
    return dropped ? new FunctionTarget(target.function(), Optional.empty()) : target;
  }

  /**
   * The version that the mapping would run now.
   *
   * @throws AwsException 400 when function, version or alias are not there
   */
  RunnableVersion version(FunctionTarget target) {
    try {
      return catalog
          .resolve(target.function().place(), target.function().name(), target.qualifier(), random)
          .version();
    } catch (AwsException e) {
      throw e.status() == NOT_FOUND ? MappingErrors.noFunction() : e;
    }
  }
}
