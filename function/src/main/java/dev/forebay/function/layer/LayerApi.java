package dev.forebay.function.layer;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.code.CodeDownloads;
import dev.forebay.function.code.CodeInput;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.configuration.LayerChoice;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;

/** The operations on layers. Thread-safe. */
public final class LayerApi {
  private final Rows rows;
  private final Layers layers;
  private final LayerAnswer answer;
  private final CodeInput input;
  private final CodeStore store;
  private final Revisions revisions;
  private final Clock clock;

  /** The operations. */
  public LayerApi(
      Rows rows,
      CodeInput input,
      CodeStore store,
      CodeDownloads downloads,
      Revisions revisions,
      Clock clock) {
    this.rows = rows;
    this.layers = new Layers(rows);
    this.answer = new LayerAnswer(downloads, clock);
    this.input = input;
    this.store = store;
    this.revisions = revisions;
    this.clock = clock;
  }

  /** Finds the layers that functions are to have. */
  public LayerChoice choice() {
    return layers;
  }

  /** The policy of a layer version's ARN, as a text. */
  public Optional<String> policy(Arn resource) {
    return LayerId.version(resource)
        .flatMap(layers::find)
        .flatMap(LayerVersion::policy)
        .map(policy -> policy.statements().text());
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    LayerPermissions permissions = new LayerPermissions(rows, revisions);
    LayerListing listing = new LayerListing(rows, answer);
    binding
        .on("PublishLayerVersion", PublishLayerVersionRequest::builder, this::publish)
        .on("GetLayerVersion", GetLayerVersionRequest::builder, this::get)
        .on("GetLayerVersionByArn", GetLayerVersionByArnRequest::builder, this::getByArn)
        .on("DeleteLayerVersion", DeleteLayerVersionRequest::builder, this::delete)
        .on("ListLayers", ListLayersRequest::builder, listing::layers)
        .on("ListLayerVersions", ListLayerVersionsRequest::builder, listing::versions)
        .on(
            "AddLayerVersionPermission",
            AddLayerVersionPermissionRequest::builder,
            permissions::add)
        .on("GetLayerVersionPolicy", GetLayerVersionPolicyRequest::builder, permissions::get)
        .on(
            "RemoveLayerVersionPermission",
            RemoveLayerVersionPermissionRequest::builder,
            permissions::remove);
  }

  private PublishLayerVersionResponse publish(
      CallContext context, PublishLayerVersionRequest request) {
    LayerId id = own(context, request.layerName());
    CodeInput.Location location =
        new CodeInput.Location(
            request.content().zipFile(),
            request.content().s3Bucket(),
            request.content().s3Key(),
            request.content().s3ObjectVersion());
    try (CodeStore.Upload upload = store.store(id.place(), input.read(context, location))) {
      LayerVersion published =
          rows.change(id.place(), attempt -> publish(attempt, id, request, upload));
      return Members.copy(
              answer.full(context, id, published), PublishLayerVersionResponse.builder())
          .build();
    }
  }

  private LayerVersion publish(
      Attempt attempt, LayerId id, PublishLayerVersionRequest request, CodeStore.Upload upload) {
    Key key = Key.of(id.name());
    long number = attempt.read(LayerCount.TABLE, key).map(LayerCount::last).orElse(0L) + 1;
    LayerVersion version =
        new LayerVersion(
            id.name(),
            number,
            Optional.ofNullable(request.description()).orElse(""),
            upload.content(),
            request.compatibleRuntimesAsStrings(),
            request.compatibleArchitecturesAsStrings(),
            Optional.ofNullable(request.licenseInfo()),
            clock.now().toEpochMilli(),
            Optional.empty());
    attempt.put(LayerCount.TABLE, key, new LayerCount(number));
    attempt.put(LayerVersion.TABLE, LayerVersion.key(id.name(), number), version);
    store.uses().addLayer(attempt, id.name(), number, upload.content());
    return version;
  }

  private GetLayerVersionResponse get(CallContext context, GetLayerVersionRequest request) {
    Layers.checkNumber(request.versionNumber());
    LayerId id = LayerId.parse(context.place(), request.layerName());
    return answer.full(context, id, layers.get(id.version(request.versionNumber())));
  }

  private GetLayerVersionByArnResponse getByArn(
      CallContext context, GetLayerVersionByArnRequest request) {
    LayerId.Version id = LayerId.parseVersion(request.arn());
    Layers.checkNumber(id.version());
    return Members.copy(
            answer.full(context, id.layer(), layers.get(id)),
            GetLayerVersionByArnResponse.builder())
        .build();
  }

  private DeleteLayerVersionResponse delete(
      CallContext context, DeleteLayerVersionRequest request) {
    Layers.checkNumber(request.versionNumber());
    LayerId id = own(context, request.layerName());
    Key key = LayerVersion.key(id.name(), request.versionNumber());
    rows.change(
        id.place(),
        attempt -> {
          Optional<LayerVersion> version = attempt.read(LayerVersion.TABLE, key);
          if (version.isPresent()) {
            attempt.delete(LayerVersion.TABLE, key);
            store
                .uses()
                .removeLayer(attempt, id.name(), version.get().version(), version.get().content());
          }
          return key;
        });
    return DeleteLayerVersionResponse.builder().build();
  }

  /**
   * The caller's own layer.
   *
   * @throws dev.forebay.wire.AwsException 403 for another account's, which nobody can be granted
   */
  static LayerId own(CallContext context, String nameOrArn) {
    LayerId id = LayerId.parse(context.place(), nameOrArn);
    if (!id.place().account().equals(context.place().account())) {
      throw Refusals.accessDenied("");
    }
    if (!id.place().region().equals(context.place().region())) {
      throw Refusals.resourceNotFound();
    }
    return id;
  }
}
