package dev.forebay.function.tag;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.Arn;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** The operations on tags of whatever kind of resource has them. Thread-safe. */
public final class TagApi {
  private final List<Taggable> kinds;

  /** The operations on these kinds. */
  public TagApi(List<Taggable> kinds) {
    this.kinds = new CopyOnWriteArrayList<>(kinds);
  }

  /** Adds a kind that another module keeps. */
  public void add(Taggable kind) {
    kinds.add(kind);
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("TagResource", TagResourceRequest::builder, this::tag)
        .on("UntagResource", UntagResourceRequest::builder, this::untag)
        .on("ListTags", ListTagsRequest::builder, this::list);
  }

  private TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    Arn arn = arn(request.resource());
    Taggable kind = kind(arn);
    if (request.tags().isEmpty()) {
      throw Refusals.invalidParameter("An error occurred and the request cannot be processed.");
    }
    kind.change(
        context,
        arn,
        before -> {
          Map<String, String> after = new LinkedHashMap<>(before);
          after.putAll(request.tags());
          TagRules.check(after);
          return after;
        });
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    Arn arn = arn(request.resource());
    kind(arn)
        .change(
            context,
            arn,
            before -> {
              Map<String, String> after = new LinkedHashMap<>(before);
              request.tagKeys().forEach(after::remove);
              return after;
            });
    return UntagResourceResponse.builder().build();
  }

  private ListTagsResponse list(CallContext context, ListTagsRequest request) {
    Arn arn = arn(request.resource());
    return ListTagsResponse.builder().tags(kind(arn).tags(context, arn)).build();
  }

  private static Arn arn(String text) {
    return Arn.parse(text)
        .orElseThrow(() ->
            Refusals.validation(
                text,
                "resource",
                "Member must satisfy regular expression pattern:"
                    + " arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:.*"));
  }

  private Taggable kind(Arn arn) {
    return Taggable.find(kinds, arn).orElseThrow(() -> missing(arn));
  }

  private static RuntimeException missing(Arn arn) {
    if (arn.resource().startsWith("capacity-provider:")) {
      return Refusals.notFound("Capacity provider not found: " + arn);
    }
    return Refusals.resourceNotFound();
  }
}
