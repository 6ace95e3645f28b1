package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;

/** Tags of users, roles, policies, instance profiles and identity providers. Thread-safe. */
final class TagOperations {
  private final Context iam;
  private final Policies policies;

  TagOperations(Context iam, Policies policies) {
    this.iam = iam;
    this.policies = policies;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "TagUser",
            TagUserRequest::builder,
            (call, request) -> {
              tag(call, Kind.USER, Users::get, request.userName(), request.tags());
              return TagUserResponse.builder().build();
            })
        .on(
            "UntagUser",
            UntagUserRequest::builder,
            (call, request) -> {
              untag(call, Kind.USER, Users::get, request.userName(), request.tagKeys());
              return UntagUserResponse.builder().build();
            })
        .on(
            "ListUserTags",
            ListUserTagsRequest::builder,
            (call, request) -> {
              Page<Tag> page =
                  list(
                      Users.get(iam.account(call), request.userName()),
                      request.marker(),
                      request.maxItems());
              return ListUserTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "TagRole",
            TagRoleRequest::builder,
            (call, request) -> {
              tag(call, Kind.ROLE, Roles::modifiable, request.roleName(), request.tags());
              return TagRoleResponse.builder().build();
            })
        .on(
            "UntagRole",
            UntagRoleRequest::builder,
            (call, request) -> {
              untag(call, Kind.ROLE, Roles::modifiable, request.roleName(), request.tagKeys());
              return UntagRoleResponse.builder().build();
            })
        .on(
            "ListRoleTags",
            ListRoleTagsRequest::builder,
            (call, request) -> {
              Page<Tag> page =
                  list(
                      Roles.get(iam.account(call), request.roleName()),
                      request.marker(),
                      request.maxItems());
              return ListRoleTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "TagPolicy",
            TagPolicyRequest::builder,
            (call, request) -> {
              tag(call, Kind.POLICY, this::own, request.policyArn(), request.tags());
              return TagPolicyResponse.builder().build();
            })
        .on(
            "UntagPolicy",
            UntagPolicyRequest::builder,
            (call, request) -> {
              untag(call, Kind.POLICY, this::own, request.policyArn(), request.tagKeys());
              return UntagPolicyResponse.builder().build();
            })
        .on(
            "ListPolicyTags",
            ListPolicyTagsRequest::builder,
            (call, request) -> {
              Page<Tag> page =
                  list(
                      iam.policies().get(iam.account(call), request.policyArn()).row(),
                      request.marker(),
                      request.maxItems());
              return ListPolicyTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "TagInstanceProfile",
            TagInstanceProfileRequest::builder,
            (call, request) -> {
              tag(
                  call,
                  Kind.PROFILE,
                  InstanceProfiles::get,
                  request.instanceProfileName(),
                  request.tags());
              return TagInstanceProfileResponse.builder().build();
            })
        .on(
            "UntagInstanceProfile",
            UntagInstanceProfileRequest::builder,
            (call, request) -> {
              untag(
                  call,
                  Kind.PROFILE,
                  InstanceProfiles::get,
                  request.instanceProfileName(),
                  request.tagKeys());
              return UntagInstanceProfileResponse.builder().build();
            })
        .on(
            "ListInstanceProfileTags",
            ListInstanceProfileTagsRequest::builder,
            (call, request) -> {
              Page<Tag> page =
                  list(
                      InstanceProfiles.get(iam.account(call), request.instanceProfileName()),
                      request.marker(),
                      request.maxItems());
              return ListInstanceProfileTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "TagOpenIDConnectProvider",
            TagOpenIdConnectProviderRequest::builder,
            (call, request) -> {
              tag(
                  call,
                  Kind.OIDC,
                  OidcProviders::get,
                  request.openIDConnectProviderArn(),
                  request.tags());
              return TagOpenIdConnectProviderResponse.builder().build();
            })
        .on(
            "UntagOpenIDConnectProvider",
            UntagOpenIdConnectProviderRequest::builder,
            (call, request) -> {
              untag(
                  call,
                  Kind.OIDC,
                  OidcProviders::get,
                  request.openIDConnectProviderArn(),
                  request.tagKeys());
              return UntagOpenIdConnectProviderResponse.builder().build();
            })
        .on(
            "ListOpenIDConnectProviderTags",
            ListOpenIdConnectProviderTagsRequest::builder,
            (call, request) -> {
              Page<Tag> page =
                  list(
                      OidcProviders.get(iam.account(call), request.openIDConnectProviderArn()),
                      request.marker(),
                      request.maxItems());
              return ListOpenIdConnectProviderTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "TagSAMLProvider",
            TagSamlProviderRequest::builder,
            (call, request) -> {
              tag(call, Kind.SAML, SamlProviders::get, request.samlProviderArn(), request.tags());
              return TagSamlProviderResponse.builder().build();
            })
        .on(
            "UntagSAMLProvider",
            UntagSamlProviderRequest::builder,
            (call, request) -> {
              untag(
                  call,
                  Kind.SAML,
                  SamlProviders::get,
                  request.samlProviderArn(),
                  request.tagKeys());
              return UntagSamlProviderResponse.builder().build();
            })
        .on(
            "ListSAMLProviderTags",
            ListSamlProviderTagsRequest::builder,
            (call, request) -> {
              Page<Tag> page =
                  list(
                      SamlProviders.get(iam.account(call), request.samlProviderArn()),
                      request.marker(),
                      request.maxItems());
              return ListSamlProviderTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            });
  }

  private <T extends Tagged<T>> void change(
      CallContext call,
      Kind<T> kind,
      BiFunction<Account, String, T> find,
      String name,
      UnaryOperator<Map<String, String>> work) {
    iam.change(
        call,
        change -> {
          T row = find.apply(change.account(), name);
          change.put(kind, row.withTags(work.apply(row.tags())));
          return name;
        });
  }

  private <T extends Tagged<T>> void tag(
      CallContext call,
      Kind<T> kind,
      BiFunction<Account, String, T> find,
      String name,
      List<Tag> tags) {
    change(call, kind, find, name, present -> Tags.merge(present, tags));
  }

  private <T extends Tagged<T>> void untag(
      CallContext call,
      Kind<T> kind,
      BiFunction<Account, String, T> find,
      String name,
      List<String> keys) {
    change(call, kind, find, name, present -> Tags.without(present, keys));
  }

  private static Page<Tag> list(
      Tagged<?> tagged, @Nullable String marker, @Nullable Integer maxItems) {
    return Page.of(Tags.wire(tagged.tags()), Tag::key, marker, maxItems);
  }

  private PolicyRow own(Account account, String arn) {
    return policies.own(account, arn).row();
  }
}
