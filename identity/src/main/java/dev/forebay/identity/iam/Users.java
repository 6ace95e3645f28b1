package dev.forebay.identity.iam;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;
import software.amazon.awssdk.services.iam.model.User;

/** Users ("IAM users", IAM User Guide). Thread-safe. */
final class Users {
  private static final int MOST = 5_000;

  private final Context iam;
  private final Boundaries boundaries;

  Users(Context iam, Boundaries boundaries) {
    this.iam = iam;
    this.boundaries = boundaries;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateUser", CreateUserRequest::builder, this::create)
        .on("GetUser", GetUserRequest::builder, this::get)
        .on("ListUsers", ListUsersRequest::builder, this::list)
        .on("UpdateUser", UpdateUserRequest::builder, this::update)
        .on("DeleteUser", DeleteUserRequest::builder, this::delete);
  }

  /** The user of a name, or the error that there is none. */
  static UserRow get(Account account, String name) {
    return account.find(Kind.USER, name).orElseThrow(() -> IamErrors.noUser(name));
  }

  /**
   * The user that a request is about: the named one, or else the caller; empty for the root user.
   */
  static Optional<UserRow> orCaller(CallContext call, Account account, @Nullable String name) {
    if (name != null) {
      return Optional.of(get(account, name));
    }
    return switch (call.caller()) {
      case Caller.User user ->
          Optional.of(get(account, user.arn().resource().replaceFirst(".*/", "")));
      case Caller.Root root -> Optional.empty();
      case Caller.RoleSession session -> throw noUserCalls();
      case Caller.FederatedUser session -> throw noUserCalls();
      case Caller.Service service -> throw noUserCalls();
      case Caller.Anonymous nobody -> throw noUserCalls();
    };
  }

  private static AwsException noUserCalls() {
    return IamErrors.validation("Must specify userName when calling with non-User credentials");
  }

  /** As answers have a user, with all of it. */
  static User wire(CallContext call, UserRow user) {
    return summary(call, user).toBuilder()
        .permissionsBoundary(Boundaries.wire(user.boundary()))
        .tags(user.tags().isEmpty() ? null : Tags.wire(user.tags()))
        .build();
  }

  /** As lists have a user: without boundary and tags. */
  static User summary(CallContext call, UserRow user) {
    return User.builder()
        .path(user.path())
        .userName(user.name())
        .userId(user.id())
        .arn(Names.arn(call, "user", user).toString())
        .createDate(Instant.ofEpochSecond(user.created()))
        .build();
  }

  private CreateUserResponse create(CallContext call, CreateUserRequest request) {
    String name = Names.check(request.userName(), "userName");
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.USER, name).isPresent()) {
            throw IamErrors.exists("User with name " + name + " already exists.");
          }
          if (change.account().count(Kind.USER) >= MOST) {
            throw IamErrors.quota("UsersPerAccount", MOST);
          }
          UserRow user =
              new UserRow(
                  name,
                  Names.path(request.path()),
                  iam.newId(UniqueId.USER),
                  iam.now(),
                  Tags.read(request.tags()),
                  boundaries.check(change.account(), request.permissionsBoundary()),
                  Map.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  Optional.empty());
          change.put(Kind.USER, user);
          return CreateUserResponse.builder().user(wire(call, user)).build();
        });
  }

  private GetUserResponse get(CallContext call, GetUserRequest request) {
    Optional<UserRow> user = orCaller(call, iam.account(call), request.userName());
    return GetUserResponse.builder()
        .user(user.map(row -> wire(call, row)).orElseGet(() -> root(call)))
        .build();
  }

  private static User root(CallContext call) {
    String account = Names.account(call).value();
    return User.builder()
        .path("/")
        .userName("root")
        .userId(account)
        .arn("arn:" + Names.partition(call) + ":iam::" + account + ":root")
        .createDate(Instant.EPOCH)
        .build();
  }

  private ListUsersResponse list(CallContext call, ListUsersRequest request) {
    List<UserRow> users =
        iam.account(call).all(Kind.USER).stream()
            .filter(user -> Names.isUnder(user.path(), request.pathPrefix()))
            .toList();
    Page<UserRow> page = Page.of(users, Kind.USER.key(), request.marker(), request.maxItems());
    return ListUsersResponse.builder()
        .users(page.items().stream().map(user -> summary(call, user)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private UpdateUserResponse update(CallContext call, UpdateUserRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = get(change.account(), request.userName());
          String name =
              request.newUserName() == null
                  ? user.name()
                  : Names.check(request.newUserName(), "newUserName");
          String path = request.newPath() == null ? user.path() : request.newPath();
          if (!name.equalsIgnoreCase(user.name())) {
            if (change.find(Kind.USER, name).isPresent()) {
              throw IamErrors.exists("User with name " + name + " already exists.");
            }
            change.delete(Kind.USER, user);
          }
          change.put(Kind.USER, user.named(name, path));
          return UpdateUserResponse.builder().build();
        });
  }

  private DeleteUserResponse delete(CallContext call, DeleteUserRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = get(change.account(), request.userName());
          if (!user.groups().isEmpty()) {
            throw IamErrors.cannotDelete("remove users from group");
          }
          Attachments.checkNone(user);
          if (!user.keys().isEmpty()) {
            throw IamErrors.cannotDelete("delete access keys");
          }
          if (user.login().isPresent()) {
            throw IamErrors.cannotDelete("delete login profile");
          }
          change.delete(Kind.USER, user);
          return DeleteUserResponse.builder().build();
        });
  }
}
