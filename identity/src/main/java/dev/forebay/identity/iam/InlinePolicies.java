package dev.forebay.identity.iam;

import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** Policies embedded in users, groups and roles ("Inline policies"). Thread-safe. */
final class InlinePolicies {
  private final Context iam;

  InlinePolicies(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "PutUserPolicy",
            PutUserPolicyRequest::builder,
            (call, request) -> {
              put(
                  call,
                  HolderKind.USER,
                  request.userName(),
                  request.policyName(),
                  request.policyDocument());
              return PutUserPolicyResponse.builder().build();
            })
        .on(
            "PutGroupPolicy",
            PutGroupPolicyRequest::builder,
            (call, request) -> {
              put(
                  call,
                  HolderKind.GROUP,
                  request.groupName(),
                  request.policyName(),
                  request.policyDocument());
              return PutGroupPolicyResponse.builder().build();
            })
        .on(
            "PutRolePolicy",
            PutRolePolicyRequest::builder,
            (call, request) -> {
              put(
                  call,
                  HolderKind.ROLE,
                  request.roleName(),
                  request.policyName(),
                  request.policyDocument());
              return PutRolePolicyResponse.builder().build();
            })
        .on(
            "GetUserPolicy",
            GetUserPolicyRequest::builder,
            (call, request) -> {
              Shown shown = get(call, HolderKind.USER, request.userName(), request.policyName());
              return GetUserPolicyResponse.builder()
                  .userName(shown.holder())
                  .policyName(shown.policy())
                  .policyDocument(shown.document())
                  .build();
            })
        .on(
            "GetGroupPolicy",
            GetGroupPolicyRequest::builder,
            (call, request) -> {
              Shown shown = get(call, HolderKind.GROUP, request.groupName(), request.policyName());
              return GetGroupPolicyResponse.builder()
                  .groupName(shown.holder())
                  .policyName(shown.policy())
                  .policyDocument(shown.document())
                  .build();
            })
        .on(
            "GetRolePolicy",
            GetRolePolicyRequest::builder,
            (call, request) -> {
              Shown shown = get(call, HolderKind.ROLE, request.roleName(), request.policyName());
              return GetRolePolicyResponse.builder()
                  .roleName(shown.holder())
                  .policyName(shown.policy())
                  .policyDocument(shown.document())
                  .build();
            })
        .on(
            "ListUserPolicies",
            ListUserPoliciesRequest::builder,
            (call, request) -> {
              Page<String> page =
                  list(
                      call,
                      HolderKind.USER,
                      request.userName(),
                      request.marker(),
                      request.maxItems());
              return ListUserPoliciesResponse.builder()
                  .policyNames(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "ListGroupPolicies",
            ListGroupPoliciesRequest::builder,
            (call, request) -> {
              Page<String> page =
                  list(
                      call,
                      HolderKind.GROUP,
                      request.groupName(),
                      request.marker(),
                      request.maxItems());
              return ListGroupPoliciesResponse.builder()
                  .policyNames(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "ListRolePolicies",
            ListRolePoliciesRequest::builder,
            (call, request) -> {
              Page<String> page =
                  list(
                      call,
                      HolderKind.ROLE,
                      request.roleName(),
                      request.marker(),
                      request.maxItems());
              return ListRolePoliciesResponse.builder()
                  .policyNames(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "DeleteUserPolicy",
            DeleteUserPolicyRequest::builder,
            (call, request) -> {
              delete(call, HolderKind.USER, request.userName(), request.policyName());
              return DeleteUserPolicyResponse.builder().build();
            })
        .on(
            "DeleteGroupPolicy",
            DeleteGroupPolicyRequest::builder,
            (call, request) -> {
              delete(call, HolderKind.GROUP, request.groupName(), request.policyName());
              return DeleteGroupPolicyResponse.builder().build();
            })
        .on(
            "DeleteRolePolicy",
            DeleteRolePolicyRequest::builder,
            (call, request) -> {
              delete(call, HolderKind.ROLE, request.roleName(), request.policyName());
              return DeleteRolePolicyResponse.builder().build();
            });
  }

  /** A policy with its holder's name, its own as it was given, and its document as answered. */
  private record Shown(String holder, String policy, String document) {}

  private <T extends Holder<T>> void put(
      CallContext call, HolderKind<T> kind, String name, String policyName, String text) {
    Names.check(policyName, "policyName");
    iam.change(
        call,
        change -> {
          T holder = kind.forChange().apply(change.account(), name);
          Map<String, Document> inline = new TreeMap<>(holder.inline());
          find(holder, policyName).ifPresent(entry -> inline.remove(entry.getKey()));
          inline.put(policyName, Documents.check(text, PolicyKind.IDENTITY));
          if (inline.values().stream().mapToInt(Document::size).sum() > kind.mostInline()) {
            throw IamErrors.limitExceeded(
                "Maximum policy size of "
                    + kind.mostInline()
                    + " bytes exceeded for "
                    + kind.word()
                    + " "
                    + holder.name());
          }
          change.put(kind.kind(), holder.withPolicies(inline, holder.attached()));
          return policyName;
        });
  }

  private <T extends Holder<T>> Shown get(
      CallContext call, HolderKind<T> kind, String name, String policyName) {
    T holder = kind.get(iam.account(call), name);
    Map.Entry<String, Document> found =
        find(holder, policyName).orElseThrow(() -> noPolicy(kind, policyName));
    return new Shown(holder.name(), found.getKey(), found.getValue().encoded());
  }

  private <T extends Holder<T>> Page<String> list(
      CallContext call,
      HolderKind<T> kind,
      String name,
      @Nullable String marker,
      @Nullable Integer maxItems) {
    List<String> names = List.copyOf(kind.get(iam.account(call), name).inline().keySet());
    return Page.of(names, policy -> policy, marker, maxItems);
  }

  private <T extends Holder<T>> void delete(
      CallContext call, HolderKind<T> kind, String name, String policyName) {
    iam.change(
        call,
        change -> {
          T holder = kind.forChange().apply(change.account(), name);
          String found =
              find(holder, policyName).orElseThrow(() -> noPolicy(kind, policyName)).getKey();
          Map<String, Document> inline = new TreeMap<>(holder.inline());
          inline.remove(found);
          change.put(kind.kind(), holder.withPolicies(inline, holder.attached()));
          return found;
        });
  }

  private static Optional<Map.Entry<String, Document>> find(Holder<?> holder, String policyName) {
    return holder.inline().entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(policyName))
        .findFirst();
  }

  private static AwsException noPolicy(HolderKind<?> kind, String policyName) {
    return IamErrors.noSuchEntity(
        "The " + kind.word() + " policy with name " + policyName + " cannot be found.");
  }
}
