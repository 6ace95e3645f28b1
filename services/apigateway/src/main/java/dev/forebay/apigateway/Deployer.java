package dev.forebay.apigateway;

import dev.forebay.model.Clock;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.RowStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.DeploymentStatus;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * Makes deployments: snapshots of an API that stages serve. Stages that deploy by themselves get a
 * new one, all of them the same, with each change; the one before is dropped, so that there is one
 * at most. Called while nothing else changes the API.
 */
final class Deployer {
  private static final String NO_ROUTES =
      "Unable to deploy API because no routes exist in this API";

  private final RowStore<String> store;
  private final Ids ids;
  private final Clock clock;

  Deployer(RowStore<String> store, Ids ids, Clock clock) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
  }

  /** Makes a deployment. */
  Deployment deploy(HttpApi api, @Nullable String description) {
    if (store.all(api.id(), Kinds.ROUTE, "").isEmpty()) {
      throw GatewayErrors.invalid(NO_ROUTES);
    }
    Deployment deployment = deployment(description).autoDeployed(false).build();
    store.commit(api.id(), writes(api, deployment));
    return deployment;
  }

  /** Deploys the stages that ask for it. */
  void deployByItself(HttpApi api) {
    List<Stage> stages =
        store.all(api.id(), Kinds.STAGE, "").stream()
            .filter(stage -> Boolean.TRUE.equals(stage.autoDeploy()))
            .toList();
    if (stages.isEmpty()) {
      return;
    }
    List<Transaction.Write> writes = new ArrayList<>();
    if (store.all(api.id(), Kinds.ROUTE, "").isEmpty()) {
      for (Stage stage : stages) {
        String failed = "Deployment attempt failed: " + NO_ROUTES;
        writes.add(write(stage.toBuilder().lastDeploymentStatusMessage(failed)));
      }
    } else {
      Deployment deployment =
          deployment("Automatic deployment triggered by changes to the Api configuration")
              .autoDeployed(true)
              .build();
      String done =
          "Successfully deployed stage with deployment ID '" + deployment.deploymentId() + "'";
      writes.addAll(writes(api, deployment));
      for (Stage stage : stages) {
        writes.add(
            write(
                stage.toBuilder()
                    .deploymentId(deployment.deploymentId())
                    .lastDeploymentStatusMessage(done)));
      }
      writes.addAll(outdated(api, stages));
    }
    store.commit(api.id(), writes);
  }

  private static Transaction.Write write(Stage.Builder stage) {
    Stage built = stage.build();
    return RowStore.write(Kinds.STAGE, built.stageName(), built);
  }

  // What was made by itself and no other stage points at.
  private List<Transaction.Write> outdated(HttpApi api, List<Stage> deployed) {
    Set<String> names = deployed.stream().map(Stage::stageName).collect(Collectors.toSet());
    Set<String> used =
        store.all(api.id(), Kinds.STAGE, "").stream()
            .filter(stage -> !names.contains(stage.stageName()) && stage.deploymentId() != null)
            .map(Stage::deploymentId)
            .collect(Collectors.toSet());
    return store.all(api.id(), Kinds.DEPLOYMENT, "").stream()
        .filter(one -> one.autoDeployed() && !used.contains(one.deploymentId()))
        .flatMap(one -> removal(one.deploymentId()).stream())
        .toList();
  }

  /** Takes a deployment away. */
  static List<Transaction.Write> removal(String deployment) {
    return List.of(
        RowStore.removal(Kinds.DEPLOYMENT, deployment),
        RowStore.removal(Kinds.SNAPSHOT, deployment));
  }

  private Deployment.Builder deployment(@Nullable String description) {
    return Deployment.builder()
        .deploymentId(ids.deployment())
        .createdDate(clock.now())
        .deploymentStatus(DeploymentStatus.DEPLOYED)
        .description(description);
  }

  private List<Transaction.Write> writes(HttpApi api, Deployment deployment) {
    List<Route> routes = store.all(api.id(), Kinds.ROUTE, "");
    Snapshot snapshot =
        Snapshot.of(
            api.type(),
            routes,
            store.all(api.id(), Kinds.INTEGRATION, ""),
            store.all(api.id(), Kinds.AUTHORIZER, ""));
    return List.of(
        RowStore.write(Kinds.DEPLOYMENT, deployment.deploymentId(), deployment),
        RowStore.write(Kinds.SNAPSHOT, deployment.deploymentId(), snapshot));
  }
}
