package dev.forebay.pipes;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.pipes.model.TagResourceRequest;
import software.amazon.awssdk.services.pipes.model.TagResourceResponse;
import software.amazon.awssdk.services.pipes.model.UntagResourceRequest;
import software.amazon.awssdk.services.pipes.model.UntagResourceResponse;

/** The tags of pipes. Thread-safe. */
final class PipeTags {
  private static final String RESOURCE = "pipe/";
  private static final int MOST = 50;

  private final RowStore<AccountRegion> store;

  PipeTags(RowStore<AccountRegion> store) {
    this.store = store;
  }

  static void check(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw PipesErrors.invalid("A pipe cannot have more than 50 tags.");
    }
    if (tags.keySet().stream().anyMatch(key -> key.startsWith("aws:"))) {
      throw PipesErrors.invalid("Tag keys cannot begin with aws:.");
    }
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    check(request.tags());
    change(
        context,
        request.resourceArn(),
        tags -> {
          Map<String, String> more = new HashMap<>(tags);
          more.putAll(request.tags());
          check(more);
          return more;
        });
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    change(
        context,
        request.resourceArn(),
        tags -> {
          Map<String, String> fewer = new HashMap<>(tags);
          request.tagKeys().forEach(fewer::remove);
          return fewer;
        });
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse list(CallContext context, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(found(context, request.resourceArn()).tags())
        .build();
  }

  private PipeRow found(CallContext context, String resource) {
    String name =
        Arn.parse(resource)
            .filter(arn -> arn.service().equals("pipes"))
            .map(Arn::resource)
            .filter(text -> text.startsWith(RESOURCE))
            .map(text -> text.substring(RESOURCE.length()))
            .orElseThrow(() -> PipesErrors.invalid("The ARN is not that of a pipe: " + resource));
    return store
        .find(context.place(), PipeRow.KIND, name)
        .orElseThrow(() -> PipesErrors.noPipe(name));
  }

  private void change(
      CallContext context, String resource, UnaryOperator<Map<String, String>> change) {
    store.change(
        context.place(),
        () -> {
          PipeRow row = found(context, resource);
          PipeRow tagged = row.tagged(change.apply(row.tags()));
          store.put(context.place(), PipeRow.KIND, row.name(), tagged);
          return tagged;
        });
  }
}
