package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;

/** Permissions boundaries of users and roles. Thread-safe. */
final class Boundaries {
  private final Context iam;

  Boundaries(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("PutUserPermissionsBoundary", PutUserPermissionsBoundaryRequest::builder, this::putUser)
        .on("PutRolePermissionsBoundary", PutRolePermissionsBoundaryRequest::builder, this::putRole)
        .on(
            "DeleteUserPermissionsBoundary",
            DeleteUserPermissionsBoundaryRequest::builder,
            this::deleteUser)
        .on(
            "DeleteRolePermissionsBoundary",
            DeleteRolePermissionsBoundaryRequest::builder,
            this::deleteRole);
  }

  /** A boundary that a request names: a managed policy that there is. */
  Optional<String> check(Account account, @Nullable String arn) {
    if (arn != null && iam.policies().find(account, arn).isEmpty()) {
      throw IamErrors.noSuchEntity("Scope ARN: " + arn + " does not exist or is not attachable.");
    }
    return Optional.ofNullable(arn);
  }

  /** As answers have a boundary. */
  static @Nullable AttachedPermissionsBoundary wire(Optional<String> arn) {
    return arn.map(text ->
            AttachedPermissionsBoundary.builder()
                .permissionsBoundaryType(
                    PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                .permissionsBoundaryArn(text)
                .build())
        .orElse(null);
  }

  private PutUserPermissionsBoundaryResponse putUser(
      CallContext call, PutUserPermissionsBoundaryRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = Users.get(change.account(), request.userName());
          change.put(
              Kind.USER, user.withBoundary(check(change.account(), request.permissionsBoundary())));
          return PutUserPermissionsBoundaryResponse.builder().build();
        });
  }

  private PutRolePermissionsBoundaryResponse putRole(
      CallContext call, PutRolePermissionsBoundaryRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = Roles.modifiable(change.account(), request.roleName());
          change.put(
              Kind.ROLE, role.withBoundary(check(change.account(), request.permissionsBoundary())));
          return PutRolePermissionsBoundaryResponse.builder().build();
        });
  }

  private DeleteUserPermissionsBoundaryResponse deleteUser(
      CallContext call, DeleteUserPermissionsBoundaryRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = Users.get(change.account(), request.userName());
          if (user.boundary().isEmpty()) {
            throw IamErrors.noSuchEntity(
                "The user " + user.name() + " does not have a permissions boundary.");
          }
          change.put(Kind.USER, user.withBoundary(Optional.empty()));
          return DeleteUserPermissionsBoundaryResponse.builder().build();
        });
  }

  private DeleteRolePermissionsBoundaryResponse deleteRole(
      CallContext call, DeleteRolePermissionsBoundaryRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = Roles.modifiable(change.account(), request.roleName());
          if (role.boundary().isEmpty()) {
            throw IamErrors.noSuchEntity(
                "The role " + role.name() + " does not have a permissions boundary.");
          }
          change.put(Kind.ROLE, role.withBoundary(Optional.empty()));
          return DeleteRolePermissionsBoundaryResponse.builder().build();
        });
  }
}
