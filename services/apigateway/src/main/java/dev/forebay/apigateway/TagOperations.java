package dev.forebay.apigateway;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.GetTagsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetTagsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.services.apigatewayv2.model.TagResourceRequest;
import software.amazon.awssdk.services.apigatewayv2.model.TagResourceResponse;
import software.amazon.awssdk.services.apigatewayv2.model.UntagResourceRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UntagResourceResponse;

/** Tags of APIs and stages. Thread-safe. */
final class TagOperations {
  private static final Pattern RESOURCE = Pattern.compile("/apis/([^/]+)(?:/stages/([^/]+))?");
  private static final int MOST = 50;

  private final Apis apis;

  TagOperations(Apis apis) {
    this.apis = apis;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("GetTags", GetTagsRequest::builder, this::get)
        .on("TagResource", TagResourceRequest::builder, this::tag)
        .on("UntagResource", UntagResourceRequest::builder, this::untag);
  }

  private GetTagsResponse get(CallContext context, GetTagsRequest request) {
    Matcher resource = resource(context.place(), request.resourceArn());
    HttpApi api = apis.require(context.place(), resource.group(1));
    return GetTagsResponse.builder()
        .tags(
            orNone(
                resource.group(2) == null
                    ? api.type().tags()
                    : apis.stage(api, resource.group(2)).tags()))
        .build();
  }

  private TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    change(
        context.place(),
        request.resourceArn(),
        tags -> {
          Map<String, String> more = new TreeMap<>(tags);
          more.putAll(request.tags());
          if (more.size() > MOST) {
            throw GatewayErrors.invalid("A resource has " + MOST + " tags at most");
          }
          return more;
        });
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    change(
        context.place(),
        request.resourceArn(),
        tags -> {
          Map<String, String> left = new TreeMap<>(tags);
          left.keySet().removeAll(request.tagKeys());
          return left;
        });
    return UntagResourceResponse.builder().build();
  }

  private static Matcher resource(AccountRegion place, String arn) {
    String prefix = HttpApi.resourceArn(place, "");
    String path = arn.startsWith(prefix) ? arn.substring(prefix.length()) : "";
    Matcher resource = RESOURCE.matcher(path);
    if (!resource.matches()) {
      throw GatewayErrors.invalid("Invalid resource ARN: " + arn);
    }
    return resource;
  }

  private void change(AccountRegion place, String arn, UnaryOperator<Map<String, String>> change) {
    Matcher resource = resource(place, arn);
    apis.alone(
        place,
        resource.group(1),
        api -> {
          if (resource.group(2) == null) {
            apis.put(
                api.with(
                    api.type().toBuilder().tags(change.apply(orNone(api.type().tags()))).build()));
            return api;
          }
          Stage stage = apis.stage(api, resource.group(2));
          Stage tagged = stage.toBuilder().tags(change.apply(orNone(stage.tags()))).build();
          apis.write(api, RowStore.write(Kinds.STAGE, tagged.stageName(), tagged));
          return api;
        });
  }

  private static Map<String, String> orNone(@Nullable Map<String, String> tags) {
    return tags == null ? Map.of() : tags;
  }
}
