package dev.forebay.apigateway;

import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import dev.forebay.wire.ServiceBinding;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.apigatewayv2.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateDeploymentResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteDeploymentResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetDeploymentsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateDeploymentRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateDeploymentResponse;

/** Deployments that are asked for. Thread-safe. */
final class DeploymentOperations {
  private final Apis apis;
  private final Deployer deployer;

  DeploymentOperations(Apis apis, Deployer deployer) {
    this.apis = apis;
    this.deployer = deployer;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("CreateDeployment", CreateDeploymentRequest::builder, this::create)
        .on("GetDeployment", GetDeploymentRequest::builder, this::get)
        .on("GetDeployments", GetDeploymentsRequest::builder, this::list)
        .on("UpdateDeployment", UpdateDeploymentRequest::builder, this::update)
        .on("DeleteDeployment", DeleteDeploymentRequest::builder, this::delete);
  }

  private CreateDeploymentResponse create(CallContext context, CreateDeploymentRequest request) {
    return apis.alone(
        context.place(),
        request.apiId(),
        api -> {
          Optional<Stage> stage =
              Optional.ofNullable(request.stageName()).map(name -> apis.stage(api, name));
          if (stage.filter(one -> Boolean.TRUE.equals(one.autoDeploy())).isPresent()) {
            throw GatewayErrors.invalid(
                "Deployment ID cannot be set on a stage that has AutoDeploy enabled");
          }
          Deployment deployment = deployer.deploy(api, request.description());
          stage.ifPresent(one -> {
            Stage moved = one.toBuilder().deploymentId(deployment.deploymentId()).build();
            apis.write(api, RowStore.write(Kinds.STAGE, moved.stageName(), moved));
          });
          return Members.of(deployment, CreateDeploymentResponse.builder());
        });
  }

  private GetDeploymentResponse get(CallContext context, GetDeploymentRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    return Members.of(
        apis.deployment(api, request.deploymentId()), GetDeploymentResponse.builder());
  }

  private GetDeploymentsResponse list(CallContext context, GetDeploymentsRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    Page<Deployment> page =
        Pages.of(
            apis.parts(api, Kinds.DEPLOYMENT),
            Deployment::deploymentId,
            request.nextToken(),
            request.maxResults());
    return GetDeploymentsResponse.builder()
        .items(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private UpdateDeploymentResponse update(CallContext context, UpdateDeploymentRequest request) {
    return apis.alone(
        context.place(),
        request.apiId(),
        api -> {
          Deployment old = apis.deployment(api, request.deploymentId());
          Deployment deployment =
              request.description() == null
                  ? old
                  : old.toBuilder().description(request.description()).build();
          apis.write(api, RowStore.write(Kinds.DEPLOYMENT, deployment.deploymentId(), deployment));
          return Members.of(deployment, UpdateDeploymentResponse.builder());
        });
  }

  private DeleteDeploymentResponse delete(CallContext context, DeleteDeploymentRequest request) {
    return apis.alone(
        context.place(),
        request.apiId(),
        api -> {
          String id = apis.deployment(api, request.deploymentId()).deploymentId();
          if (apis.parts(api, Kinds.STAGE).stream()
              .anyMatch(stage -> Objects.equals(stage.deploymentId(), id))) {
            throw GatewayErrors.invalid(
                "Active stages pointing to this deployment must be moved or deleted");
          }
          apis.store().commit(api.id(), Deployer.removal(id));
          return DeleteDeploymentResponse.builder().build();
        });
  }
}
