package dev.forebay.apigateway;

import dev.forebay.storage.rows.RowStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * The stages that are served, read when the first request comes and again after each change.
 * Thread-safe.
 */
final class Sites {
  private final RowStore<String> store;
  private final Throttle throttle;
  private final Map<String, Served> served = new ConcurrentHashMap<>();

  Sites(RowStore<String> store, Throttle throttle) {
    this.store = store;
    this.throttle = throttle;
  }

  /**
   * An API as it is served. Immutable.
   *
   * @param api the API
   * @param stages by their names; those without a deployment are not there
   */
  record Served(HttpApi api, Map<String, Site> stages) {
    Served {
      stages = Map.copyOf(stages);
    }
  }

  /** The API of an id, whoever's it is. */
  Optional<Served> find(String id) {
    Served ready = served.get(id);
    if (ready != null) {
      return Optional.of(ready);
    }
    // While no change is under way, so that nothing is kept that is out of date already.
    return store.change(
        id,
        () -> {
          Optional<Served> read = read(id);
          read.ifPresent(api -> served.put(id, api));
          return read;
        });
  }

  private Optional<Served> read(String id) {
    return store
        .find(Kinds.DIRECTORY, Kinds.API, id)
        .map(HttpApi::of)
        .map(api -> {
          Map<String, Site> stages = new HashMap<>();
          List<Stage> all = store.all(api.id(), Kinds.STAGE, "");
          for (Stage stage : all) {
            Optional.ofNullable(stage.deploymentId())
                .flatMap(deployment -> store.find(api.id(), Kinds.SNAPSHOT, deployment))
                .ifPresent(
                    deployed -> stages.put(stage.stageName(), Site.of(api, stage, deployed)));
          }
          return new Served(api, stages);
        });
  }

  /** Forgets an API that has been changed. */
  void forget(String id) {
    served.remove(id);
    throttle.forget(id);
  }

  /** Forgets all. */
  void reset() {
    served.clear();
  }
}
