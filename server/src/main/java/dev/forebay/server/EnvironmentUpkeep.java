package dev.forebay.server;

import dev.forebay.execution.Environments;
import dev.forebay.execution.FunctionImage;
import dev.forebay.function.catalog.FunctionCatalog;
import dev.forebay.function.catalog.RunnableVersion;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionListener;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.invocation.CatalogTargets;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the execution environments in step with the functions: has a process of a new or changed
 * one started ahead of need, lets go of those of old code, and keeps provisioned ones initialised.
 * Each change is followed up on a virtual thread of its own, since a listener must be quick.
 * Thread-safe.
 */
final class EnvironmentUpkeep implements FunctionListener {
  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentUpkeep.class);
  private static final String ON_DEMAND = "on-demand";
  private static final String PROVISIONED = "provisioned-concurrency";

  /** Makes what all starts of a runtime are faster with. */
  interface Preparation {
    /** Does it, for as long as it takes, unless it is done. */
    void of(FunctionImage image) throws InterruptedException;
  }

  private final FunctionCatalog catalog;
  private final Preparation preparation;
  private final Environments environments;
  private final ProvisionedStatus status;
  private final RandomGenerator random;

  /** What is kept initialised now, so that it can be let go when it is no longer asked for. */
  private final ConcurrentMap<FunctionId, Set<RunnableVersion>> kept = new ConcurrentHashMap<>();

  EnvironmentUpkeep(
      FunctionCatalog catalog,
      Preparation preparation,
      Environments environments,
      ProvisionedStatus status,
      RandomGenerator random) {
    this.catalog = catalog;
    this.preparation = preparation;
    this.environments = environments;
    this.status = status;
    this.random = random;
  }

  /** Initialises what an earlier run of the server was asked to keep. */
  void resume(List<FunctionTarget> provisioned) {
    provisioned.forEach(
        target -> later(() -> provision(target.function(), target.effectiveQualifier())));
  }

  @Override
  public void changed(FunctionChange change) {
    switch (change) {
      case FunctionChange.Deleted(FunctionId function) -> {
        kept.remove(function);
        environments.drop(function.place(), function.name());
      }
      case FunctionChange.Updated(FunctionId function) -> later(() -> renew(function));
      case FunctionChange.ProvisionedConcurrencySet(FunctionId function, Qualifier qualifier) -> {
        status.begun(function, qualifier);
        later(() -> provision(function, qualifier));
      }
      case FunctionChange.Touched touched -> {}
      case FunctionChange.Published published -> {}
      case FunctionChange.VersionDeleted deleted -> {}
      case FunctionChange.ReservedConcurrencySet set -> {}
    }
  }

  private void renew(FunctionId function) {
    RunnableVersion latest =
        catalog
            .resolve(function.place(), function.name(), Optional.of(Qualifier.LATEST), random)
            .version();
    environments.retire(function.place(), function.name(), latest.version(), latest.revision());
    FunctionImage image = CatalogTargets.image(latest, ON_DEMAND);
    try {
      preparation.of(image);
      environments.prepare(image);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void provision(FunctionId function, Qualifier qualifier) {
    Map<RunnableVersion, Integer> wanted = catalog.provisioned(function);
    Set<RunnableVersion> before = kept.put(function, Set.copyOf(wanted.keySet()));
    try {
      if (before != null) {
        for (RunnableVersion version : before) {
          if (!wanted.containsKey(version)) {
            environments.prewarm(CatalogTargets.image(version, PROVISIONED), 0);
          }
        }
      }
      int ready = 0;
      Optional<String> failure = Optional.empty();
      for (Map.Entry<RunnableVersion, Integer> entry : wanted.entrySet()) {
        Environments.Prewarmed prewarmed =
            environments.prewarm(
                CatalogTargets.image(entry.getKey(), PROVISIONED), entry.getValue());
        ready += prewarmed.ready();
        failure = failure.or(prewarmed::failure);
      }
      status.reached(function, qualifier, new Environments.Prewarmed(ready, failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void reset() {
    kept.clear();
    status.reset();
  }

  /** Does the work on a virtual thread of its own. */
  static void later(Runnable work) {
    Thread.ofVirtual()
        .name("environment-upkeep")
        .start(() -> {
          try {
            work.run();
          } catch (AwsException gone) {
            LOG.debug("a function was gone before its change was followed up", gone);
          } catch (RuntimeException e) {
            LOG.error("a change of a function was not followed up", e);
          }
        });
  }
}
