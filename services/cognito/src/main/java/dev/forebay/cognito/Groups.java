package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListGroupsForUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRemoveUserFromGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminRemoveUserFromGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListGroupsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersInGroupResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateGroupResponse;

/** Groups of a pool, and who is in them. Thread-safe. */
final class Groups {
  private final Pools pools;
  private final Users users;
  private final Clock clock;

  Groups(Pools pools, Users users, Clock clock) {
    this.pools = pools;
    this.users = users;
    this.clock = clock;
  }

  /** The groups of a user. */
  static List<GroupType> of(RowStore<String> store, Pool pool, UserRow user) {
    return user.groups().stream()
        .flatMap(name -> store.find(pool.id(), Kinds.GROUP, name).stream())
        .toList();
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("CreateGroup", CreateGroupRequest::builder, this::create)
        .on("UpdateGroup", UpdateGroupRequest::builder, this::update)
        .on("GetGroup", GetGroupRequest::builder, this::get)
        .on("ListGroups", ListGroupsRequest::builder, this::list)
        .on("DeleteGroup", DeleteGroupRequest::builder, this::delete)
        .on("AdminAddUserToGroup", AdminAddUserToGroupRequest::builder, this::add)
        .on("AdminRemoveUserFromGroup", AdminRemoveUserFromGroupRequest::builder, this::remove)
        .on("AdminListGroupsForUser", AdminListGroupsForUserRequest::builder, this::ofUser)
        .on("ListUsersInGroup", ListUsersInGroupRequest::builder, this::members);
  }

  private GroupType require(Pool pool, String name) {
    return pools
        .store()
        .find(pool.id(), Kinds.GROUP, name)
        .orElseThrow(() -> CognitoErrors.notFound("Group not found."));
  }

  private CreateGroupResponse create(CallContext context, CreateGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    GroupType.Builder group = GroupType.builder();
    SharedMembers.copy(request, group);
    GroupType made = group.creationDate(clock.now()).lastModifiedDate(clock.now()).build();
    pools
        .store()
        .change(
            pool.id(),
            () -> {
              if (pools.store().find(pool.id(), Kinds.GROUP, made.groupName()).isPresent()) {
                throw CognitoErrors.of(
                    "GroupExistsException", "A group with the name already exists.");
              }
              pools.store().put(pool.id(), Kinds.GROUP, made.groupName(), made);
              return made;
            });
    return CreateGroupResponse.builder().group(made).build();
  }

  private UpdateGroupResponse update(CallContext context, UpdateGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    GroupType changed =
        pools
            .store()
            .change(
                pool.id(),
                () -> {
                  GroupType.Builder group = require(pool, request.groupName()).toBuilder();
                  SharedMembers.copy(request, group);
                  GroupType row = group.lastModifiedDate(clock.now()).build();
                  pools.store().put(pool.id(), Kinds.GROUP, row.groupName(), row);
                  return row;
                });
    return UpdateGroupResponse.builder().group(changed).build();
  }

  private GetGroupResponse get(CallContext context, GetGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return GetGroupResponse.builder().group(require(pool, request.groupName())).build();
  }

  private ListGroupsResponse list(CallContext context, ListGroupsRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    Page<GroupType> page =
        Page.of(
            pools.store().all(pool.id(), Kinds.GROUP, ""),
            GroupType::groupName,
            request.nextToken(),
            request.limit());
    return ListGroupsResponse.builder().groups(page.items()).nextToken(page.next()).build();
  }

  private DeleteGroupResponse delete(CallContext context, DeleteGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    GroupType group = require(pool, request.groupName());
    pools.store().delete(pool.id(), Kinds.GROUP, group.groupName());
    for (UserRow user : users.all(pool)) {
      if (user.groups().contains(group.groupName())) {
        leave(pool, user, group);
      }
    }
    return DeleteGroupResponse.builder().build();
  }

  private void leave(Pool pool, UserRow user, GroupType group) {
    users.update(
        pool,
        user.username(),
        row ->
            row.withGroups(groups -> {
              groups.remove(group.groupName());
              return groups;
            }));
  }

  private AdminAddUserToGroupResponse add(CallContext context, AdminAddUserToGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    GroupType group = require(pool, request.groupName());
    users.update(
        pool,
        user.username(),
        row ->
            row.withGroups(groups -> {
              if (!groups.contains(group.groupName())) {
                groups.add(group.groupName());
              }
              return groups;
            }));
    return AdminAddUserToGroupResponse.builder().build();
  }

  private AdminRemoveUserFromGroupResponse remove(
      CallContext context, AdminRemoveUserFromGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    leave(pool, user, require(pool, request.groupName()));
    return AdminRemoveUserFromGroupResponse.builder().build();
  }

  private AdminListGroupsForUserResponse ofUser(
      CallContext context, AdminListGroupsForUserRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    Page<GroupType> page =
        Page.of(
            of(pools.store(), pool, user).stream()
                .sorted((one, other) -> one.groupName().compareTo(other.groupName()))
                .toList(),
            GroupType::groupName,
            request.nextToken(),
            request.limit());
    return AdminListGroupsForUserResponse.builder()
        .groups(page.items())
        .nextToken(page.next())
        .build();
  }

  private ListUsersInGroupResponse members(CallContext context, ListUsersInGroupRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    String group = Objects.requireNonNull(require(pool, request.groupName()).groupName());
    Page<UserRow> page =
        Page.of(
            users.all(pool).stream().filter(user -> user.groups().contains(group)).toList(),
            UserRow::username,
            request.nextToken(),
            request.limit());
    return ListUsersInGroupResponse.builder()
        .users(page.items().stream().map(UserViews::of).toList())
        .nextToken(page.next())
        .build();
  }
}
