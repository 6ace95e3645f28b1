package dev.forebay.identity.iam;

import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles ("IAM roles", IAM User Guide). Thread-safe. */
final class Roles {
  /** Where service-linked roles are. */
  static final String LINKED = "/aws-service-role/";

  private static final int MOST = 1_000;
  private static final int MOST_TRUST = 2_048;
  private static final int DEFAULT_SESSION = 3_600;

  private final Context iam;
  private final Boundaries boundaries;

  Roles(Context iam, Boundaries boundaries) {
    this.iam = iam;
    this.boundaries = boundaries;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateRole", CreateRoleRequest::builder, this::create)
        .on("GetRole", GetRoleRequest::builder, this::get)
        .on("ListRoles", ListRolesRequest::builder, this::list)
        .on("UpdateRole", UpdateRoleRequest::builder, this::update)
        .on("UpdateRoleDescription", UpdateRoleDescriptionRequest::builder, this::describe)
        .on("UpdateAssumeRolePolicy", UpdateAssumeRolePolicyRequest::builder, this::updateTrust)
        .on("DeleteRole", DeleteRoleRequest::builder, this::delete);
  }

  /** The role of a name, or the error that there is none. */
  static RoleRow get(Account account, String name) {
    return account.find(Kind.ROLE, name).orElseThrow(() -> IamErrors.noRole(name));
  }

  /** As {@link #get}, of roles that the account may change. */
  static RoleRow modifiable(Account account, String name) {
    RoleRow role = get(account, name);
    if (role.linkedService().isPresent()) {
      throw IamErrors.unmodifiable(
          "Cannot perform the operation on the protected role '"
              + role.name()
              + "' - this role is only modifiable by AWS");
    }
    return role;
  }

  /** As answers have a role, with all of it. */
  Role wire(CallContext call, RoleRow role) {
    return summary(call, role).toBuilder()
        .permissionsBoundary(Boundaries.wire(role.boundary()))
        .tags(role.tags().isEmpty() ? null : Tags.wire(role.tags()))
        .roleLastUsed(lastUsed(role))
        .build();
  }

  RoleLastUsed lastUsed(RoleRow role) {
    RoleLastUsed.Builder used = RoleLastUsed.builder();
    iam.usage()
        .of(role.id(), role.used())
        .ifPresent(
            last -> used.lastUsedDate(Instant.ofEpochSecond(last.time())).region(last.region()));
    return used.build();
  }

  /** As lists have a role: without boundary, tags and last use. */
  static Role summary(CallContext call, RoleRow role) {
    return Role.builder()
        .path(role.path())
        .roleName(role.name())
        .roleId(role.id())
        .arn(Names.arn(call, "role", role).toString())
        .createDate(Instant.ofEpochSecond(role.created()))
        .assumeRolePolicyDocument(role.trust().encoded())
        .description(role.description().orElse(null))
        .maxSessionDuration(role.longestSession())
        .build();
  }

  /** Stores a new role. */
  static void add(Change change, RoleRow role) {
    if (change.find(Kind.ROLE, role.name()).isPresent()) {
      throw IamErrors.exists("Role with name " + role.name() + " already exists.");
    }
    if (change.account().count(Kind.ROLE) >= MOST) {
      throw IamErrors.quota("RolesPerAccount", MOST);
    }
    change.put(Kind.ROLE, role);
  }

  private CreateRoleResponse create(CallContext call, CreateRoleRequest request) {
    String name = Names.check(request.roleName(), "roleName");
    if (Names.path(request.path()).startsWith(LINKED)) {
      throw IamErrors.validation(
          "The path " + LINKED + " is for service-linked roles: use CreateServiceLinkedRole.");
    }
    Document trust = trust(request.assumeRolePolicyDocument());
    return iam.change(
        call,
        change -> {
          RoleRow role =
              new RoleRow(
                  name,
                  Names.path(request.path()),
                  iam.newId(UniqueId.ROLE),
                  iam.now(),
                  trust,
                  Optional.ofNullable(request.description()),
                  longest(request.maxSessionDuration(), DEFAULT_SESSION),
                  Tags.read(request.tags()),
                  boundaries.check(change.account(), request.permissionsBoundary()),
                  Map.of(),
                  List.of(),
                  Optional.empty(),
                  Optional.empty());
          add(change, role);
          return CreateRoleResponse.builder().role(wire(call, role)).build();
        });
  }

  private static Document trust(String text) {
    Document trust = Documents.check(text, PolicyKind.TRUST);
    if (trust.size() > MOST_TRUST) {
      throw IamErrors.quota("ACLSizePerRole", MOST_TRUST);
    }
    return trust;
  }

  private static int longest(@Nullable Integer seconds, int otherwise) {
    return seconds == null ? otherwise : seconds;
  }

  private GetRoleResponse get(CallContext call, GetRoleRequest request) {
    return GetRoleResponse.builder()
        .role(wire(call, get(iam.account(call), request.roleName())))
        .build();
  }

  private ListRolesResponse list(CallContext call, ListRolesRequest request) {
    List<RoleRow> roles =
        iam.account(call).all(Kind.ROLE).stream()
            .filter(role -> Names.isUnder(role.path(), request.pathPrefix()))
            .toList();
    Page<RoleRow> page = Page.of(roles, Kind.ROLE.key(), request.marker(), request.maxItems());
    return ListRolesResponse.builder()
        .roles(page.items().stream().map(role -> summary(call, role)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private UpdateRoleResponse update(CallContext call, UpdateRoleRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = modifiable(change.account(), request.roleName());
          Optional<String> description =
              request.description() == null
                  ? role.description()
                  : Optional.of(request.description()).filter(text -> !text.isEmpty());
          int longest = longest(request.maxSessionDuration(), role.longestSession());
          change.put(Kind.ROLE, role.described(description, longest));
          return UpdateRoleResponse.builder().build();
        });
  }

  private UpdateRoleDescriptionResponse describe(
      CallContext call, UpdateRoleDescriptionRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = get(change.account(), request.roleName());
          RoleRow described =
              role.described(Optional.of(request.description()), role.longestSession());
          change.put(Kind.ROLE, described);
          return UpdateRoleDescriptionResponse.builder().role(wire(call, described)).build();
        });
  }

  private UpdateAssumeRolePolicyResponse updateTrust(
      CallContext call, UpdateAssumeRolePolicyRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = modifiable(change.account(), request.roleName());
          change.put(Kind.ROLE, role.trusting(trust(request.policyDocument())));
          return UpdateAssumeRolePolicyResponse.builder().build();
        });
  }

  private DeleteRoleResponse delete(CallContext call, DeleteRoleRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = modifiable(change.account(), request.roleName());
          String name = Kind.fold(role.name());
          if (change.account().all(Kind.PROFILE).stream()
              .anyMatch(profile -> profile.roles().contains(name))) {
            throw IamErrors.cannotDelete("remove roles from instance profile");
          }
          Attachments.checkNone(role);
          change.delete(Kind.ROLE, role);
          return DeleteRoleResponse.builder().build();
        });
  }
}
