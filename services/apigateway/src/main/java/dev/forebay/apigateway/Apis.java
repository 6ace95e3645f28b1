package dev.forebay.apigateway;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.Kind;
import dev.forebay.storage.rows.RowStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * Finds APIs and what belongs to them, and lets one change of an API happen at a time. Whatever is
 * changed, stages that deploy by themselves are deployed, and what was read to serve the API is
 * read again. Thread-safe.
 */
final class Apis {
  private final RowStore<String> store;
  private final Deployer deployer;
  private final Sites sites;

  Apis(RowStore<String> store, Deployer deployer, Sites sites) {
    this.store = store;
    this.deployer = deployer;
    this.sites = sites;
  }

  RowStore<String> store() {
    return store;
  }

  Optional<HttpApi> find(AccountRegion place, String id) {
    return store
        .find(Kinds.DIRECTORY, Kinds.API, id)
        .map(HttpApi::of)
        .filter(api -> api.place().equals(place));
  }

  HttpApi require(AccountRegion place, String id) {
    return find(place, id).orElseThrow(() -> GatewayErrors.noApi(place.account().value(), id));
  }

  List<HttpApi> all(AccountRegion place) {
    return store.all(Kinds.DIRECTORY, Kinds.API, "").stream()
        .map(HttpApi::of)
        .filter(api -> api.place().equals(place))
        .toList();
  }

  void put(HttpApi api) {
    store.put(Kinds.DIRECTORY, Kinds.API, api.id(), api.row());
  }

  /** Changes what is deployed: the API itself, its routes, integrations or authorizers. */
  <T> T change(AccountRegion place, String id, Function<HttpApi, T> change) {
    return alone(
        place,
        id,
        api -> {
          T done = change.apply(api);
          find(place, id).ifPresent(deployer::deployByItself);
          return done;
        });
  }

  /** Changes what needs no deployment: tags, stages, deployments. */
  <T> T alone(AccountRegion place, String id, Function<HttpApi, T> change) {
    return store.change(
        id,
        () -> {
          try {
            return change.apply(require(place, id));
          } finally {
            sites.forget(id);
          }
        });
  }

  void write(HttpApi api, Transaction.Write... writes) {
    store.commit(api.id(), List.of(writes));
  }

  Route route(HttpApi api, String id) {
    return part(api, Kinds.ROUTE, id, "Route");
  }

  Integration integration(HttpApi api, String id) {
    return part(api, Kinds.INTEGRATION, id, "Integration");
  }

  Authorizer authorizer(HttpApi api, String id) {
    return part(api, Kinds.AUTHORIZER, id, "Authorizer");
  }

  Stage stage(HttpApi api, String name) {
    return part(api, Kinds.STAGE, name, "stage");
  }

  Deployment deployment(HttpApi api, String id) {
    return part(api, Kinds.DEPLOYMENT, id, "Deployment");
  }

  private <T> T part(HttpApi api, Kind<T> kind, String id, String what) {
    return store.find(api.id(), kind, id).orElseThrow(() -> GatewayErrors.none(what));
  }

  <T> List<T> parts(HttpApi api, Kind<T> kind) {
    return store.all(api.id(), kind, "");
  }
}
