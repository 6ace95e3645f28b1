package dev.forebay.apigateway;

import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.AccessLogSettings;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteAccessLogSettingsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteAccessLogSettingsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteSettingsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteSettingsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetStageResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetStagesRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetStagesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.ResetAuthorizersCacheRequest;
import software.amazon.awssdk.services.apigatewayv2.model.ResetAuthorizersCacheResponse;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateStageResponse;

/** Stages: under which names which deployments are served. Thread-safe. */
final class StageOperations {
  private static final Pattern NAME = Pattern.compile("\\$default|[A-Za-z0-9_-]{1,128}");

  private final Apis apis;
  private final FunctionAuthorizer authorizers;
  private final Clock clock;

  StageOperations(Apis apis, FunctionAuthorizer authorizers, Clock clock) {
    this.apis = apis;
    this.authorizers = authorizers;
    this.clock = clock;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("CreateStage", CreateStageRequest::builder, this::create)
        .on("GetStage", GetStageRequest::builder, this::get)
        .on("GetStages", GetStagesRequest::builder, this::list)
        .on("UpdateStage", UpdateStageRequest::builder, this::update)
        .on("DeleteStage", DeleteStageRequest::builder, this::delete)
        .on("DeleteRouteSettings", DeleteRouteSettingsRequest::builder, this::deleteRouteSettings)
        .on("DeleteAccessLogSettings", DeleteAccessLogSettingsRequest::builder, this::deleteLogs)
        .on("ResetAuthorizersCache", ResetAuthorizersCacheRequest::builder, this::resetCache);
  }

  private CreateStageResponse create(CallContext context, CreateStageRequest request) {
    if (!NAME.matcher(request.stageName()).matches()) {
      throw GatewayErrors.invalid(
          "Stage name only allows a-zA-Z0-9_- and $default for HTTP protocol APIs");
    }
    Stage.Builder builder =
        Stage.builder()
            .apiGatewayManaged(false)
            .autoDeploy(false)
            .defaultRouteSettings(RouteSettings.builder().detailedMetricsEnabled(false).build())
            .routeSettings(Map.of())
            .stageVariables(Map.of())
            .tags(Map.of());
    SharedMembers.copy(request, (SdkPojo) builder);
    Stage asked = builder.createdDate(clock.now()).lastUpdatedDate(clock.now()).build();
    apis.change(
        context.place(),
        request.apiId(),
        api -> {
          if (apis.store().find(api.id(), Kinds.STAGE, asked.stageName()).isPresent()) {
            throw GatewayErrors.conflict("Stage already exists");
          }
          check(api, asked);
          if (asked.deploymentId() != null && Boolean.TRUE.equals(asked.autoDeploy())) {
            throw deploysByItself();
          }
          apis.write(api, RowStore.write(Kinds.STAGE, asked.stageName(), asked));
          return asked;
        });
    return Members.of(
        find(context, request.apiId(), asked.stageName()), CreateStageResponse.builder());
  }

  private static AwsException deploysByItself() {
    return GatewayErrors.invalid(
        "Deployment ID cannot be set on a stage that has AutoDeploy enabled");
  }

  private void check(HttpApi api, Stage stage) {
    if (stage.deploymentId() != null) {
      apis.deployment(api, stage.deploymentId());
    }
  }

  private Stage find(CallContext context, String api, String name) {
    return apis.stage(apis.require(context.place(), api), name);
  }

  private GetStageResponse get(CallContext context, GetStageRequest request) {
    return Members.of(
        find(context, request.apiId(), request.stageName()), GetStageResponse.builder());
  }

  private GetStagesResponse list(CallContext context, GetStagesRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    Page<Stage> page =
        Pages.of(
            apis.parts(api, Kinds.STAGE),
            Stage::stageName,
            request.nextToken(),
            request.maxResults());
    return GetStagesResponse.builder()
        .items(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private UpdateStageResponse update(CallContext context, UpdateStageRequest request) {
    apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Stage old = apis.stage(api, request.stageName());
          Stage.Builder builder = old.toBuilder();
          SharedMembers.copy(request, (SdkPojo) builder);
          if (request.hasStageVariables()) {
            builder.stageVariables(Members.merge(old.stageVariables(), request.stageVariables()));
          }
          if (request.hasRouteSettings()) {
            Map<String, RouteSettings> merged = new LinkedHashMap<>(old.routeSettings());
            merged.putAll(request.routeSettings());
            builder.routeSettings(merged);
          }
          Stage stage = builder.lastUpdatedDate(clock.now()).build();
          if (request.deploymentId() != null && Boolean.TRUE.equals(stage.autoDeploy())) {
            throw deploysByItself();
          }
          if (request.deploymentId() != null) {
            check(api, stage);
          }
          apis.write(api, RowStore.write(Kinds.STAGE, stage.stageName(), stage));
          return stage;
        });
    return Members.of(
        find(context, request.apiId(), request.stageName()), UpdateStageResponse.builder());
  }

  private DeleteStageResponse delete(CallContext context, DeleteStageRequest request) {
    return apis.alone(
        context.place(),
        request.apiId(),
        api -> {
          Stage stage = apis.stage(api, request.stageName());
          apis.write(api, RowStore.removal(Kinds.STAGE, stage.stageName()));
          return DeleteStageResponse.builder().build();
        });
  }

  private Stage change(
      CallContext context, String id, String name, Function<Stage, Stage.Builder> change) {
    return apis.alone(
        context.place(),
        id,
        api -> {
          Stage stage = change.apply(apis.stage(api, name)).lastUpdatedDate(clock.now()).build();
          apis.write(api, RowStore.write(Kinds.STAGE, stage.stageName(), stage));
          return stage;
        });
  }

  private DeleteRouteSettingsResponse deleteRouteSettings(
      CallContext context, DeleteRouteSettingsRequest request) {
    change(
        context,
        request.apiId(),
        request.stageName(),
        stage -> {
          Map<String, RouteSettings> left = new LinkedHashMap<>(stage.routeSettings());
          if (left.remove(request.routeKey()) == null) {
            throw GatewayErrors.none("RouteSettings");
          }
          return stage.toBuilder().routeSettings(left);
        });
    return DeleteRouteSettingsResponse.builder().build();
  }

  private DeleteAccessLogSettingsResponse deleteLogs(
      CallContext context, DeleteAccessLogSettingsRequest request) {
    change(
        context,
        request.apiId(),
        request.stageName(),
        stage -> stage.toBuilder().accessLogSettings((AccessLogSettings) null));
    return DeleteAccessLogSettingsResponse.builder().build();
  }

  private ResetAuthorizersCacheResponse resetCache(
      CallContext context, ResetAuthorizersCacheRequest request) {
    Stage stage = find(context, request.apiId(), request.stageName());
    authorizers.forget(request.apiId(), stage.stageName());
    return ResetAuthorizersCacheResponse.builder().build();
  }
}
