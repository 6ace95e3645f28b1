package dev.forebay.function.catalog;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.concurrency.ProvisionedShares;
import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.eventinvoke.EventInvokeSettings;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads routes from storage, and unpacks what they lead to. Thread-safe. */
final class RouteReader {
  private final Functions functions;
  private final CodeStore store;
  private final ProvisionedShares provisioned;

  RouteReader(Functions functions, CodeStore store, ProvisionedShares provisioned) {
    this.functions = functions;
    this.store = store;
    this.provisioned = provisioned;
  }

  /** Throws 404 in Invoke's words, which always name a qualifier. */
  Route read(FunctionTarget target) {
    FunctionId id = target.function();
    Qualifier qualifier = target.effectiveQualifier();
    LambdaFunction function = functions.find(id).orElseThrow(() -> missing(target));
    if (!qualifier.isAlias()) {
      FunctionVersion version = version(function, id, qualifier, target);
      return new Route.Single(resolved(function, target, version, Optional.empty()));
    }
    Alias alias = functions.findAlias(id, qualifier.value()).orElseThrow(() -> missing(target));
    FunctionVersion version = version(function, id, new Qualifier(alias.version()), target);
    ResolvedFunction main = resolved(function, target, version, Optional.of(alias.name()));
    if (alias.additional().isEmpty()) {
      return new Route.Single(main);
    }
    Alias.Additional additional = alias.additional().get();
    FunctionVersion other = version(function, id, new Qualifier(additional.version()), target);
    return new Route.Weighted(
        main, resolved(function, target, other, Optional.of(alias.name())), additional.weight());
  }

  /** A version with its folders. */
  RunnableVersion runnable(FunctionId id, FunctionVersion version) {
    Configuration configuration = version.configuration();
    return new RunnableVersion(
        id,
        version.version(),
        version.imageRevision(),
        configuration.launch().runtime(),
        configuration.launch().handler(),
        configuration.launch().role(),
        configuration.launch().architecture(),
        configuration.limits().memoryMegabytes(),
        Duration.ofSeconds(configuration.limits().timeoutSeconds()),
        configuration.limits().tmpMegabytes(),
        configuration.environment().orElse(Map.of()),
        store.unpacked(version.code()),
        configuration.layers().stream().map(layer -> store.unpacked(layer.content())).toList(),
        configuration.logging(),
        configuration.deadLetterTarget());
  }

  private FunctionVersion version(
      LambdaFunction function, FunctionId id, Qualifier version, FunctionTarget target) {
    return (version.isLatest()
            ? Optional.of(function.latest())
            : functions.findVersion(id, version))
        .orElseThrow(() -> missing(target));
  }

  private ResolvedFunction resolved(
      LambdaFunction function,
      FunctionTarget target,
      FunctionVersion version,
      Optional<String> alias) {
    FunctionId id = target.function();
    Arn invoked = target.arn();
    return new ResolvedFunction(
        runnable(id, version),
        invoked,
        alias,
        function.reservedConcurrency(),
        provisioned.of(id).getOrDefault(version.version(), 0),
        functions
            .rows()
            .read(
                id.place(),
                EventInvokeSettings.TABLE,
                EventInvokeSettings.key(id.name(), target.effectiveQualifier())),
        function.recursiveLoop().equals(LambdaFunction.TERMINATE)
            ? ResolvedFunction.Recursion.TERMINATE
            : ResolvedFunction.Recursion.ALLOW);
  }

  private static AwsException missing(FunctionTarget target) {
    return Refusals.functionNotFound(target.function().arn(target.effectiveQualifier()));
  }
}
