package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** Groups and who is in them ("IAM user groups"). Thread-safe. */
final class Groups {
  private static final int MOST = 300;
  private static final int MOST_OF_A_USER = 10;

  private final Context iam;

  Groups(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateGroup", CreateGroupRequest::builder, this::create)
        .on("GetGroup", GetGroupRequest::builder, this::get)
        .on("ListGroups", ListGroupsRequest::builder, this::list)
        .on("ListGroupsForUser", ListGroupsForUserRequest::builder, this::listForUser)
        .on("UpdateGroup", UpdateGroupRequest::builder, this::update)
        .on("DeleteGroup", DeleteGroupRequest::builder, this::delete)
        .on("AddUserToGroup", AddUserToGroupRequest::builder, this::add)
        .on("RemoveUserFromGroup", RemoveUserFromGroupRequest::builder, this::remove);
  }

  /** The group of a name, or the error that there is none. */
  static GroupRow get(Account account, String name) {
    return account.find(Kind.GROUP, name).orElseThrow(() -> IamErrors.noGroup(name));
  }

  /** The users in a group. */
  static List<UserRow> members(Account account, GroupRow group) {
    String name = Kind.fold(group.name());
    return account.all(Kind.USER).stream().filter(user -> user.groups().contains(name)).toList();
  }

  static Group wire(CallContext call, GroupRow group) {
    return Group.builder()
        .path(group.path())
        .groupName(group.name())
        .groupId(group.id())
        .arn(Names.arn(call, "group", group).toString())
        .createDate(Instant.ofEpochSecond(group.created()))
        .build();
  }

  private CreateGroupResponse create(CallContext call, CreateGroupRequest request) {
    String name = Names.check(request.groupName(), "groupName");
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.GROUP, name).isPresent()) {
            throw IamErrors.exists("Group with name " + name + " already exists.");
          }
          if (change.account().count(Kind.GROUP) >= MOST) {
            throw IamErrors.quota("GroupsPerAccount", MOST);
          }
          GroupRow group =
              new GroupRow(
                  name,
                  Names.path(request.path()),
                  iam.newId(UniqueId.GROUP),
                  iam.now(),
                  Map.of(),
                  List.of());
          change.put(Kind.GROUP, group);
          return CreateGroupResponse.builder().group(wire(call, group)).build();
        });
  }

  private GetGroupResponse get(CallContext call, GetGroupRequest request) {
    Account account = iam.account(call);
    GroupRow group = get(account, request.groupName());
    Page<UserRow> page =
        Page.of(members(account, group), Kind.USER.key(), request.marker(), request.maxItems());
    return GetGroupResponse.builder()
        .group(wire(call, group))
        .users(page.items().stream().map(user -> Users.summary(call, user)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private ListGroupsResponse list(CallContext call, ListGroupsRequest request) {
    List<GroupRow> groups =
        iam.account(call).all(Kind.GROUP).stream()
            .filter(group -> Names.isUnder(group.path(), request.pathPrefix()))
            .toList();
    Page<GroupRow> page = Page.of(groups, Kind.GROUP.key(), request.marker(), request.maxItems());
    return ListGroupsResponse.builder()
        .groups(page.items().stream().map(group -> wire(call, group)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private ListGroupsForUserResponse listForUser(
      CallContext call, ListGroupsForUserRequest request) {
    Account account = iam.account(call);
    List<GroupRow> groups =
        Users.get(account, request.userName()).groups().stream()
            .sorted()
            .flatMap(name -> account.find(Kind.GROUP, name).stream())
            .toList();
    Page<GroupRow> page = Page.of(groups, Kind.GROUP.key(), request.marker(), request.maxItems());
    return ListGroupsForUserResponse.builder()
        .groups(page.items().stream().map(group -> wire(call, group)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private UpdateGroupResponse update(CallContext call, UpdateGroupRequest request) {
    return iam.change(
        call,
        change -> {
          GroupRow group = get(change.account(), request.groupName());
          String name =
              request.newGroupName() == null
                  ? group.name()
                  : Names.check(request.newGroupName(), "newGroupName");
          String path = request.newPath() == null ? group.path() : request.newPath();
          if (!name.equalsIgnoreCase(group.name())) {
            if (change.find(Kind.GROUP, name).isPresent()) {
              throw IamErrors.exists("Group with name " + name + " already exists.");
            }
            change.delete(Kind.GROUP, group);
            for (UserRow member : members(change.account(), group)) {
              List<String> groups = new ArrayList<>(member.groups());
              groups.replaceAll(old -> old.equals(Kind.fold(group.name())) ? Kind.fold(name) : old);
              change.put(Kind.USER, member.withGroups(groups));
            }
          }
          change.put(Kind.GROUP, group.named(name, path));
          return UpdateGroupResponse.builder().build();
        });
  }

  private DeleteGroupResponse delete(CallContext call, DeleteGroupRequest request) {
    return iam.change(
        call,
        change -> {
          GroupRow group = get(change.account(), request.groupName());
          if (!members(change.account(), group).isEmpty()) {
            throw IamErrors.cannotDelete("remove users from group");
          }
          Attachments.checkNone(group);
          change.delete(Kind.GROUP, group);
          return DeleteGroupResponse.builder().build();
        });
  }

  private AddUserToGroupResponse add(CallContext call, AddUserToGroupRequest request) {
    return iam.change(
        call,
        change -> {
          String group = Kind.fold(get(change.account(), request.groupName()).name());
          UserRow user = Users.get(change.account(), request.userName());
          if (!user.groups().contains(group)) {
            if (user.groups().size() >= MOST_OF_A_USER) {
              throw IamErrors.quota("GroupsPerUser", MOST_OF_A_USER);
            }
            List<String> groups = new ArrayList<>(user.groups());
            groups.add(group);
            change.put(Kind.USER, user.withGroups(groups));
          }
          return AddUserToGroupResponse.builder().build();
        });
  }

  private RemoveUserFromGroupResponse remove(CallContext call, RemoveUserFromGroupRequest request) {
    return iam.change(
        call,
        change -> {
          String group = Kind.fold(get(change.account(), request.groupName()).name());
          UserRow user = Users.get(change.account(), request.userName());
          List<String> groups = new ArrayList<>(user.groups());
          if (groups.remove(group)) {
            change.put(Kind.USER, user.withGroups(groups));
          }
          return RemoveUserFromGroupResponse.builder().build();
        });
  }
}
