package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

/** Managed policies attached to users, groups and roles. Thread-safe. */
final class Attachments {
  private static final int MOST = 10;

  private final Context iam;

  Attachments(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "AttachUserPolicy",
            AttachUserPolicyRequest::builder,
            (call, request) -> {
              attach(call, HolderKind.USER, request.userName(), request.policyArn());
              return AttachUserPolicyResponse.builder().build();
            })
        .on(
            "AttachGroupPolicy",
            AttachGroupPolicyRequest::builder,
            (call, request) -> {
              attach(call, HolderKind.GROUP, request.groupName(), request.policyArn());
              return AttachGroupPolicyResponse.builder().build();
            })
        .on(
            "AttachRolePolicy",
            AttachRolePolicyRequest::builder,
            (call, request) -> {
              attach(call, HolderKind.ROLE, request.roleName(), request.policyArn());
              return AttachRolePolicyResponse.builder().build();
            })
        .on(
            "DetachUserPolicy",
            DetachUserPolicyRequest::builder,
            (call, request) -> {
              detach(call, HolderKind.USER, request.userName(), request.policyArn());
              return DetachUserPolicyResponse.builder().build();
            })
        .on(
            "DetachGroupPolicy",
            DetachGroupPolicyRequest::builder,
            (call, request) -> {
              detach(call, HolderKind.GROUP, request.groupName(), request.policyArn());
              return DetachGroupPolicyResponse.builder().build();
            })
        .on(
            "DetachRolePolicy",
            DetachRolePolicyRequest::builder,
            (call, request) -> {
              detach(call, HolderKind.ROLE, request.roleName(), request.policyArn());
              return DetachRolePolicyResponse.builder().build();
            })
        .on(
            "ListAttachedUserPolicies",
            ListAttachedUserPoliciesRequest::builder,
            (call, request) -> {
              Page<AttachedPolicy> page =
                  list(
                      call,
                      HolderKind.USER.get(iam.account(call), request.userName()),
                      request.pathPrefix(),
                      request.marker(),
                      request.maxItems());
              return ListAttachedUserPoliciesResponse.builder()
                  .attachedPolicies(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "ListAttachedGroupPolicies",
            ListAttachedGroupPoliciesRequest::builder,
            (call, request) -> {
              Page<AttachedPolicy> page =
                  list(
                      call,
                      HolderKind.GROUP.get(iam.account(call), request.groupName()),
                      request.pathPrefix(),
                      request.marker(),
                      request.maxItems());
              return ListAttachedGroupPoliciesResponse.builder()
                  .attachedPolicies(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on(
            "ListAttachedRolePolicies",
            ListAttachedRolePoliciesRequest::builder,
            (call, request) -> {
              Page<AttachedPolicy> page =
                  list(
                      call,
                      HolderKind.ROLE.get(iam.account(call), request.roleName()),
                      request.pathPrefix(),
                      request.marker(),
                      request.maxItems());
              return ListAttachedRolePoliciesResponse.builder()
                  .attachedPolicies(page.items())
                  .isTruncated(page.truncated())
                  .marker(page.marker())
                  .build();
            })
        .on("ListEntitiesForPolicy", ListEntitiesForPolicyRequest::builder, this::entities);
  }

  /** Refuses when a holder that is to be deleted still has policies. */
  static void checkNone(Holder<?> holder) {
    if (!holder.attached().isEmpty()) {
      throw IamErrors.cannotDelete("detach all policies");
    }
    if (!holder.inline().isEmpty()) {
      throw IamErrors.cannotDelete("delete policies");
    }
  }

  /** The attached policies as answers have them, in the order of their names. */
  List<AttachedPolicy> wire(Account account, Holder<?> holder) {
    return holder.attached().stream()
        .flatMap(arn -> iam.policies().find(account, arn).stream())
        .map(found ->
            AttachedPolicy.builder()
                .policyName(found.row().name())
                .policyArn(found.arn().toString())
                .build())
        .sorted(Comparator.comparing(Attachments::order))
        .toList();
  }

  private static String order(AttachedPolicy policy) {
    return Kind.fold(policy.policyName()) + ' ' + policy.policyArn();
  }

  private <T extends Holder<T>> void attach(
      CallContext call, HolderKind<T> kind, String name, String arn) {
    iam.change(
        call,
        change -> {
          T holder = kind.forChange().apply(change.account(), name);
          if (iam.policies().find(change.account(), arn).isEmpty()) {
            throw IamErrors.notAttachable(arn);
          }
          if (!holder.attached().contains(arn)) {
            if (holder.attached().size() >= MOST) {
              throw IamErrors.quota(
                  "PoliciesPer"
                      + Character.toUpperCase(kind.word().charAt(0))
                      + kind.word().substring(1),
                  MOST);
            }
            List<String> attached = new ArrayList<>(holder.attached());
            attached.add(arn);
            change.put(kind.kind(), holder.withPolicies(holder.inline(), attached));
          }
          return arn;
        });
  }

  private <T extends Holder<T>> void detach(
      CallContext call, HolderKind<T> kind, String name, String arn) {
    iam.change(
        call,
        change -> {
          T holder = kind.forChange().apply(change.account(), name);
          List<String> attached = new ArrayList<>(holder.attached());
          if (!attached.remove(arn)) {
            throw IamErrors.noPolicy(arn);
          }
          change.put(kind.kind(), holder.withPolicies(holder.inline(), attached));
          return arn;
        });
  }

  private Page<AttachedPolicy> list(
      CallContext call,
      Holder<?> holder,
      @Nullable String pathPrefix,
      @Nullable String marker,
      @Nullable Integer maxItems) {
    List<AttachedPolicy> all =
        wire(iam.account(call), holder).stream()
            .filter(
                policy -> Names.isUnder(policy.policyArn().replaceFirst("^[^/]*", ""), pathPrefix))
            .toList();
    return Page.of(all, Attachments::order, marker, maxItems);
  }

  private ListEntitiesForPolicyResponse entities(
      CallContext call, ListEntitiesForPolicyRequest request) {
    Account account = iam.account(call);
    String arn = iam.policies().get(account, request.policyArn()).arn().toString();
    boolean attached = request.policyUsageFilter() != PolicyUsageType.PERMISSIONS_BOUNDARY;
    boolean bounding = request.policyUsageFilter() != PolicyUsageType.PERMISSIONS_POLICY;
    Predicate<Holder<?>> uses =
        holder ->
            Names.isUnder(holder.path(), request.pathPrefix())
                && ((attached && holder.attached().contains(arn))
                    || (bounding
                        && holder instanceof Bounded<?> bounded
                        && bounded.boundary().filter(arn::equals).isPresent()));
    Page<Entity> page =
        Page.of(
            Stream.of(
                    entities(account, Kind.GROUP, EntityType.GROUP, uses, request),
                    entities(account, Kind.ROLE, EntityType.ROLE, uses, request),
                    entities(account, Kind.USER, EntityType.USER, uses, request))
                .flatMap(stream -> stream)
                .toList(),
            entity -> entity.type() + "/" + Kind.fold(entity.holder().name()),
            request.marker(),
            request.maxItems());
    return ListEntitiesForPolicyResponse.builder()
        .policyUsers(
            page.items().stream()
                .filter(entity -> entity.type() == EntityType.USER)
                .map(Entity::holder)
                .map(user -> PolicyUser.builder().userName(user.name()).userId(user.id()).build())
                .toList())
        .policyGroups(
            page.items().stream()
                .filter(entity -> entity.type() == EntityType.GROUP)
                .map(Entity::holder)
                .map(group ->
                    PolicyGroup.builder().groupName(group.name()).groupId(group.id()).build())
                .toList())
        .policyRoles(
            page.items().stream()
                .filter(entity -> entity.type() == EntityType.ROLE)
                .map(Entity::holder)
                .map(role -> PolicyRole.builder().roleName(role.name()).roleId(role.id()).build())
                .toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  /** One that uses a policy. */
  private record Entity(EntityType type, Holder<?> holder) {}

  private static <T extends Holder<T>> Stream<Entity> entities(
      Account account,
      Kind<T> kind,
      EntityType type,
      Predicate<Holder<?>> uses,
      ListEntitiesForPolicyRequest request) {
    if (request.entityFilter() != null && request.entityFilter() != type) {
      return Stream.empty();
    }
    return account.all(kind).stream().filter(uses).map(holder -> new Entity(type, holder));
  }
}
