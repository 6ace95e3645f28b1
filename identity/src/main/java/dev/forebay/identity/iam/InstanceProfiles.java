package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;

/** Instance profiles, which hold a role for machines ("Using instance profiles"). Thread-safe. */
final class InstanceProfiles {
  private static final int MOST = 1_000;
  private static final int MOST_ROLES = 1;

  private final Context iam;

  InstanceProfiles(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateInstanceProfile", CreateInstanceProfileRequest::builder, this::create)
        .on("GetInstanceProfile", GetInstanceProfileRequest::builder, this::get)
        .on("ListInstanceProfiles", ListInstanceProfilesRequest::builder, this::list)
        .on(
            "ListInstanceProfilesForRole",
            ListInstanceProfilesForRoleRequest::builder,
            this::listForRole)
        .on("DeleteInstanceProfile", DeleteInstanceProfileRequest::builder, this::delete)
        .on("AddRoleToInstanceProfile", AddRoleToInstanceProfileRequest::builder, this::add)
        .on(
            "RemoveRoleFromInstanceProfile",
            RemoveRoleFromInstanceProfileRequest::builder,
            this::remove);
  }

  /** The profile of a name, or the error that there is none. */
  static ProfileRow get(Account account, String name) {
    return account.find(Kind.PROFILE, name).orElseThrow(() -> IamErrors.noProfile(name));
  }

  /** As answers have a profile, with its tags. */
  private InstanceProfile wire(CallContext call, Account account, ProfileRow profile) {
    return summary(call, account, profile).toBuilder()
        .tags(profile.tags().isEmpty() ? null : Tags.wire(profile.tags()))
        .build();
  }

  /** As lists have a profile: without tags. */
  InstanceProfile summary(CallContext call, Account account, ProfileRow profile) {
    return InstanceProfile.builder()
        .path(profile.path())
        .instanceProfileName(profile.name())
        .instanceProfileId(profile.id())
        .arn(Names.arn(call, "instance-profile", profile).toString())
        .createDate(Instant.ofEpochSecond(profile.created()))
        .roles(
            profile.roles().stream()
                .flatMap(name -> account.find(Kind.ROLE, name).stream())
                .map(role -> Roles.summary(call, role))
                .toList())
        .build();
  }

  /** The profiles that hold a role. */
  static List<ProfileRow> of(Account account, RoleRow role) {
    String name = Kind.fold(role.name());
    return account.all(Kind.PROFILE).stream()
        .filter(profile -> profile.roles().contains(name))
        .toList();
  }

  private CreateInstanceProfileResponse create(
      CallContext call, CreateInstanceProfileRequest request) {
    String name = Names.check(request.instanceProfileName(), "instanceProfileName");
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.PROFILE, name).isPresent()) {
            throw IamErrors.exists("Instance Profile " + name + " already exists.");
          }
          if (change.account().count(Kind.PROFILE) >= MOST) {
            throw IamErrors.quota("InstanceProfilesPerAccount", MOST);
          }
          ProfileRow profile =
              new ProfileRow(
                  name,
                  Names.path(request.path()),
                  iam.newId(UniqueId.INSTANCE_PROFILE),
                  iam.now(),
                  Tags.read(request.tags()),
                  List.of());
          change.put(Kind.PROFILE, profile);
          return CreateInstanceProfileResponse.builder()
              .instanceProfile(wire(call, change.account(), profile))
              .build();
        });
  }

  private GetInstanceProfileResponse get(CallContext call, GetInstanceProfileRequest request) {
    Account account = iam.account(call);
    return GetInstanceProfileResponse.builder()
        .instanceProfile(wire(call, account, get(account, request.instanceProfileName())))
        .build();
  }

  private ListInstanceProfilesResponse list(CallContext call, ListInstanceProfilesRequest request) {
    Account account = iam.account(call);
    List<ProfileRow> profiles =
        account.all(Kind.PROFILE).stream()
            .filter(profile -> Names.isUnder(profile.path(), request.pathPrefix()))
            .toList();
    Page<ProfileRow> page =
        Page.of(profiles, Kind.PROFILE.key(), request.marker(), request.maxItems());
    return ListInstanceProfilesResponse.builder()
        .instanceProfiles(
            page.items().stream().map(profile -> summary(call, account, profile)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private ListInstanceProfilesForRoleResponse listForRole(
      CallContext call, ListInstanceProfilesForRoleRequest request) {
    Account account = iam.account(call);
    Page<ProfileRow> page =
        Page.of(
            of(account, Roles.get(account, request.roleName())),
            Kind.PROFILE.key(),
            request.marker(),
            request.maxItems());
    return ListInstanceProfilesForRoleResponse.builder()
        .instanceProfiles(
            page.items().stream().map(profile -> summary(call, account, profile)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private DeleteInstanceProfileResponse delete(
      CallContext call, DeleteInstanceProfileRequest request) {
    return iam.change(
        call,
        change -> {
          ProfileRow profile = get(change.account(), request.instanceProfileName());
          if (!profile.roles().isEmpty()) {
            throw IamErrors.cannotDelete("remove roles from instance profile");
          }
          change.delete(Kind.PROFILE, profile);
          return DeleteInstanceProfileResponse.builder().build();
        });
  }

  private AddRoleToInstanceProfileResponse add(
      CallContext call, AddRoleToInstanceProfileRequest request) {
    return iam.change(
        call,
        change -> {
          ProfileRow profile = get(change.account(), request.instanceProfileName());
          RoleRow role = Roles.modifiable(change.account(), request.roleName());
          if (profile.roles().size() >= MOST_ROLES) {
            throw IamErrors.quota("InstanceSessionsPerInstanceProfile", MOST_ROLES);
          }
          change.put(Kind.PROFILE, profile.withRoles(List.of(Kind.fold(role.name()))));
          return AddRoleToInstanceProfileResponse.builder().build();
        });
  }

  private RemoveRoleFromInstanceProfileResponse remove(
      CallContext call, RemoveRoleFromInstanceProfileRequest request) {
    return iam.change(
        call,
        change -> {
          ProfileRow profile = get(change.account(), request.instanceProfileName());
          if (!profile.roles().contains(Kind.fold(request.roleName()))) {
            throw IamErrors.noRole(request.roleName());
          }
          change.put(Kind.PROFILE, profile.withRoles(List.of()));
          return RemoveRoleFromInstanceProfileResponse.builder().build();
        });
  }
}
