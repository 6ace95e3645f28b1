package dev.forebay.function.layer;

import dev.forebay.function.answer.Page;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;

/** ListLayers, by name, and ListLayerVersions, newest first. Thread-safe. */
final class LayerListing {
  private static final int PAGE = 50;

  private final Rows rows;
  private final LayerAnswer answer;

  LayerListing(Rows rows, LayerAnswer answer) {
    this.rows = rows;
    this.answer = answer;
  }

  ListLayersResponse layers(CallContext context, ListLayersRequest request) {
    AccountRegion place = context.place();
    Map<String, LayerVersion> newest = new TreeMap<>();
    for (Entry<LayerVersion> entry : rows.list(place, LayerVersion.TABLE)) {
      LayerVersion version = entry.value();
      if (matches(
          version, request.compatibleRuntimeAsString(), request.compatibleArchitectureAsString())) {
        newest.put(version.layer(), version);
      }
    }
    Page<LayersListItem> page =
        Page.of(
                Page.Wanted.of("layers of " + place, request.marker(), request.maxItems(), PAGE),
                new ArrayList<>(newest.values()),
                LayerVersion::layer)
            .map(version -> item(new LayerId(place, version.layer()), version));
    return ListLayersResponse.builder()
        .layers(page.items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  ListLayerVersionsResponse versions(CallContext context, ListLayerVersionsRequest request) {
    LayerId id = LayerApi.own(context, request.layerName());
    List<LayerVersion> versions =
        rows.list(id.place(), LayerVersion.TABLE, Key.of(id.name())).stream()
            .map(Entry::value)
            .filter(version ->
                matches(
                    version,
                    request.compatibleRuntimeAsString(),
                    request.compatibleArchitectureAsString()))
            .toList()
            .reversed();
    Page<LayerVersion> page =
        Page.of(
            Page.Wanted.of("versions of " + id.arn(), request.marker(), request.maxItems(), PAGE),
            versions,
            // Newest first: the key falls as the number rises.
            version -> Key.number(999_999_999_999_999_999L - version.version()));
    return ListLayerVersionsResponse.builder()
        .layerVersions(page.map(version -> answer.listed(id, version)).items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private LayersListItem item(LayerId id, LayerVersion version) {
    return LayersListItem.builder()
        .layerName(id.name())
        .layerArn(id.arn().toString())
        .latestMatchingVersion(answer.listed(id, version))
        .build();
  }

  private static boolean matches(
      LayerVersion version, @Nullable String runtime, @Nullable String architecture) {
    return (runtime == null || version.runtimes().contains(runtime))
        && (architecture == null || version.architectures().contains(architecture));
  }
}
