package dev.forebay.apigateway;

import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What a deployment has of its API: the state at the time when it was made, which its stages serve
 * until they are given another. Documents of AWS's own types. Immutable.
 *
 * @param api with what is allowed across origins
 * @param routes all of them
 * @param integrations all of them
 * @param authorizers all of them
 */
record Snapshot(
    String api, List<String> routes, List<String> integrations, List<String> authorizers) {
  Snapshot {
    routes = List.copyOf(routes);
    integrations = List.copyOf(integrations);
    authorizers = List.copyOf(authorizers);
  }

  static Snapshot of(
      Api api, List<Route> routes, List<Integration> integrations, List<Authorizer> authorizers) {
    return new Snapshot(
        Kinds.DOCUMENTS.write(api), write(routes), write(integrations), write(authorizers));
  }

  Api readApi() {
    return Kinds.DOCUMENTS.read(api, Api.builder());
  }

  List<Route> readRoutes() {
    return read(routes, Route::builder);
  }

  List<Integration> readIntegrations() {
    return read(integrations, Integration::builder);
  }

  List<Authorizer> readAuthorizers() {
    return read(authorizers, Authorizer::builder);
  }

  private static List<String> write(List<? extends SdkPojo> parts) {
    return parts.stream().map(Kinds.DOCUMENTS::write).toList();
  }

  private static <T extends SdkPojo> List<T> read(
      List<String> documents, Supplier<? extends SdkBuilder<?, T>> builder) {
    return documents.stream()
        .map(document -> Kinds.DOCUMENTS.<T>read(document, builder.get()))
        .toList();
  }
}
