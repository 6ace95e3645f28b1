package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

/** Everything of an account at once: {@code GetAccountAuthorizationDetails}. Thread-safe. */
final class AuthorizationDetails {
  private final Context iam;
  private final Attachments attachments;
  private final Policies policies;
  private final Roles roles;
  private final InstanceProfiles profiles;

  AuthorizationDetails(
      Context iam,
      Attachments attachments,
      Policies policies,
      Roles roles,
      InstanceProfiles profiles) {
    this.iam = iam;
    this.attachments = attachments;
    this.policies = policies;
    this.roles = roles;
    this.profiles = profiles;
  }

  void register(ServiceBinding.Builder binding) {
    binding.on(
        "GetAccountAuthorizationDetails",
        GetAccountAuthorizationDetailsRequest::builder,
        this::get);
  }

  /** One item of the list that is paged. */
  private sealed interface Item {
    /** Sorts the items and marks a page's end. */
    String key();

    record OfUser(UserRow row) implements Item {
      @Override
      public String key() {
        return "1/" + Kind.fold(row.name());
      }
    }

    record OfGroup(GroupRow row) implements Item {
      @Override
      public String key() {
        return "2/" + Kind.fold(row.name());
      }
    }

    record OfRole(RoleRow row) implements Item {
      @Override
      public String key() {
        return "3/" + Kind.fold(row.name());
      }
    }

    record OfPolicy(ManagedPolicies.Found found) implements Item {
      @Override
      public String key() {
        return (found.isOfAws() ? "5/" : "4/") + Kind.fold(found.row().name());
      }
    }
  }

  private GetAccountAuthorizationDetailsResponse get(
      CallContext call, GetAccountAuthorizationDetailsRequest request) {
    Account account = iam.account(call);
    Page<Item> page =
        Page.of(
            items(call, account, request.filter()),
            Item::key,
            request.marker(),
            request.maxItems());
    List<UserDetail> users = new ArrayList<>();
    List<GroupDetail> groups = new ArrayList<>();
    List<RoleDetail> foundRoles = new ArrayList<>();
    List<ManagedPolicyDetail> managed = new ArrayList<>();
    for (Item item : page.items()) {
      switch (item) {
        case Item.OfUser(UserRow row) -> users.add(user(call, account, row));
        case Item.OfGroup(GroupRow row) -> groups.add(group(call, account, row));
        case Item.OfRole(RoleRow row) -> foundRoles.add(role(call, account, row));
        case Item.OfPolicy(ManagedPolicies.Found found) -> managed.add(policy(account, found));
      }
    }
    return GetAccountAuthorizationDetailsResponse.builder()
        .userDetailList(users)
        .groupDetailList(groups)
        .roleDetailList(foundRoles)
        .policies(managed)
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private List<Item> items(CallContext call, Account account, List<EntityType> filter) {
    List<Item> items = new ArrayList<>();
    if (filter.isEmpty() || filter.contains(EntityType.USER)) {
      account.all(Kind.USER).forEach(row -> items.add(new Item.OfUser(row)));
    }
    if (filter.isEmpty() || filter.contains(EntityType.GROUP)) {
      account.all(Kind.GROUP).forEach(row -> items.add(new Item.OfGroup(row)));
    }
    if (filter.isEmpty() || filter.contains(EntityType.ROLE)) {
      account.all(Kind.ROLE).forEach(row -> items.add(new Item.OfRole(row)));
    }
    if (filter.isEmpty() || filter.contains(EntityType.LOCAL_MANAGED_POLICY)) {
      iam.policies()
          .ofAccount(Names.partition(call), account)
          .forEach(found -> items.add(new Item.OfPolicy(found)));
    }
    if (filter.isEmpty() || filter.contains(EntityType.AWS_MANAGED_POLICY)) {
      // Those of AWS that something here uses, as AWS answers.
      Set<String> used = new TreeSet<>(ManagedPolicies.attachments(account).keySet());
      used.addAll(ManagedPolicies.boundaries(account).keySet());
      iam.policies().ofAws(Names.partition(call)).stream()
          .filter(found -> used.contains(found.arn().toString()))
          .forEach(found -> items.add(new Item.OfPolicy(found)));
    }
    return items;
  }

  private UserDetail user(CallContext call, Account account, UserRow row) {
    return UserDetail.builder()
        .path(row.path())
        .userName(row.name())
        .userId(row.id())
        .arn(Names.arn(call, "user", row).toString())
        .createDate(Instant.ofEpochSecond(row.created()))
        .userPolicyList(inline(row.inline()))
        .groupList(
            row.groups().stream()
                .flatMap(name -> account.find(Kind.GROUP, name).stream())
                .map(GroupRow::name)
                .toList())
        .attachedManagedPolicies(attachments.wire(account, row))
        .permissionsBoundary(Boundaries.wire(row.boundary()))
        .tags(Tags.wire(row.tags()))
        .build();
  }

  private GroupDetail group(CallContext call, Account account, GroupRow row) {
    return GroupDetail.builder()
        .path(row.path())
        .groupName(row.name())
        .groupId(row.id())
        .arn(Names.arn(call, "group", row).toString())
        .createDate(Instant.ofEpochSecond(row.created()))
        .groupPolicyList(inline(row.inline()))
        .attachedManagedPolicies(attachments.wire(account, row))
        .build();
  }

  private RoleDetail role(CallContext call, Account account, RoleRow row) {
    return RoleDetail.builder()
        .path(row.path())
        .roleName(row.name())
        .roleId(row.id())
        .arn(Names.arn(call, "role", row).toString())
        .createDate(Instant.ofEpochSecond(row.created()))
        .assumeRolePolicyDocument(row.trust().encoded())
        .instanceProfileList(
            InstanceProfiles.of(account, row).stream()
                .map(profile -> profiles.summary(call, account, profile))
                .toList())
        .rolePolicyList(inline(row.inline()))
        .attachedManagedPolicies(attachments.wire(account, row))
        .permissionsBoundary(Boundaries.wire(row.boundary()))
        .tags(Tags.wire(row.tags()))
        .roleLastUsed(roles.lastUsed(row))
        .build();
  }

  private ManagedPolicyDetail policy(Account account, ManagedPolicies.Found found) {
    Policy wire = policies.wire(account, found);
    return ManagedPolicyDetail.builder()
        .policyName(wire.policyName())
        .policyId(wire.policyId())
        .arn(wire.arn())
        .path(wire.path())
        .defaultVersionId(wire.defaultVersionId())
        .attachmentCount(wire.attachmentCount())
        .permissionsBoundaryUsageCount(wire.permissionsBoundaryUsageCount())
        .isAttachable(wire.isAttachable())
        .description(wire.description())
        .createDate(wire.createDate())
        .updateDate(wire.updateDate())
        .policyVersionList(
            found.row().versions().stream()
                .map(version -> PolicyVersions.wire(found.row(), version))
                .toList())
        .build();
  }

  private static List<PolicyDetail> inline(Map<String, Document> policies) {
    return policies.entrySet().stream()
        .map(entry ->
            PolicyDetail.builder()
                .policyName(entry.getKey())
                .policyDocument(entry.getValue().encoded())
                .build())
        .toList();
  }
}
