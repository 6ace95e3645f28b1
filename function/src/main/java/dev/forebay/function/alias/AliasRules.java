package dev.forebay.function.alias;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.Optional;

/**
 * What an alias may lead to.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html">
 *     Implement Lambda canary deployments using a weighted alias</a>
 */
final class AliasRules {
  private AliasRules() {}

  /**
   * The version that gets a share, if the weights name one.
   *
   * @param version the alias's main version
   * @throws AwsException 400 for weights that no alias can have
   */
  static Optional<Alias.Additional> additional(String version, Map<String, Double> weights) {
    if (weights.isEmpty()) {
      return Optional.empty();
    }
    if (version.equals(Qualifier.LATEST.value())) {
      throw Refusals.invalidParameter(
          "$LATEST is not supported for an alias pointing to more than 1 version");
    }
    if (weights.size() > 1) {
      throw Refusals.invalidParameter(
          "Number of items in AdditionalVersionWeights cannot be greater than 1");
    }
    Map.Entry<String, Double> only = weights.entrySet().iterator().next();
    if (only.getKey().equals(version)) {
      throw Refusals.invalidParameter(
          "Invalid function version %s. Function version %s is already included in routing configuration."
              .formatted(version, version));
    }
    return Optional.of(new Alias.Additional(only.getKey(), only.getValue()));
  }

  /**
   * Checks that what the alias leads to is there.
   *
   * @throws AwsException 404 for a version that is not; 400 for two versions of different roles or
   *     dead-letter targets
   */
  static void checkTargets(Edit edit, Alias alias) {
    Configuration main = target(edit, alias.version()).configuration();
    alias
        .additional()
        .map(additional -> target(edit, additional.version()).configuration())
        .ifPresent(other -> checkAlike(main, other));
  }

  private static void checkAlike(Configuration main, Configuration other) {
    if (!main.launch().role().equals(other.launch().role())
        || !main.deadLetterTarget().equals(other.deadLetterTarget())) {
      throw Refusals.invalidParameter(
          "The versions of an alias with AdditionalVersionWeights must have the same execution role"
              + " and the same dead-letter queue configuration.");
    }
  }

  private static FunctionVersion target(Edit edit, String version) {
    Qualifier qualifier = new Qualifier(version);
    if (qualifier.isLatest()) {
      return edit.function().latest();
    }
    return Functions.versionNumber(qualifier)
        .flatMap(number ->
            edit.rows()
                .read(FunctionTables.VERSIONS, FunctionTables.version(edit.id().name(), number)))
        .orElseThrow(() -> Refusals.functionNotFound(edit.id().arn(qualifier)));
  }
}
