package dev.forebay.identity.iam;

import dev.forebay.identity.Credentials;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/**
 * Access keys of users and of the root user ("Managing access keys for IAM users"). Thread-safe.
 */
final class AccessKeys {
  private static final int MOST = 2;

  private final Context iam;

  AccessKeys(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateAccessKey", CreateAccessKeyRequest::builder, this::create)
        .on("ListAccessKeys", ListAccessKeysRequest::builder, this::list)
        .on("UpdateAccessKey", UpdateAccessKeyRequest::builder, this::update)
        .on("DeleteAccessKey", DeleteAccessKeyRequest::builder, this::delete)
        .on("GetAccessKeyLastUsed", GetAccessKeyLastUsedRequest::builder, this::lastUsed);
  }

  private CreateAccessKeyResponse create(CallContext call, CreateAccessKeyRequest request) {
    KeyRow key =
        new KeyRow(
            Credentials.newKeyId(iam.sessionKey(), iam.random()),
            Names.partition(call),
            UniqueId.secret(iam.random()),
            true,
            iam.now(),
            Optional.empty());
    String owner =
        changeKeys(
            call,
            request.userName(),
            keys -> {
              if (keys.size() >= MOST) {
                throw IamErrors.quota("AccessKeysPerUser", MOST);
              }
              List<KeyRow> more = new ArrayList<>(keys);
              more.add(key);
              return more;
            });
    return CreateAccessKeyResponse.builder()
        .accessKey(
            AccessKey.builder()
                .userName(owner)
                .accessKeyId(key.id())
                .secretAccessKey(key.secret())
                .status(StatusType.ACTIVE)
                .createDate(Instant.ofEpochSecond(key.created()))
                .build())
        .build();
  }

  private ListAccessKeysResponse list(CallContext call, ListAccessKeysRequest request) {
    Account account = iam.account(call);
    Optional<UserRow> user = Users.orCaller(call, account, request.userName());
    List<KeyRow> keys = user.map(UserRow::keys).orElse(account.settings().keys());
    Page<KeyRow> page =
        Page.of(
            keys.stream().sorted(Comparator.comparing(KeyRow::id)).toList(),
            KeyRow::id,
            request.marker(),
            request.maxItems());
    return ListAccessKeysResponse.builder()
        .accessKeyMetadata(
            page.items().stream()
                .map(key ->
                    AccessKeyMetadata.builder()
                        .userName(user.map(UserRow::name).orElse("root"))
                        .accessKeyId(key.id())
                        .status(key.active() ? StatusType.ACTIVE : StatusType.INACTIVE)
                        .createDate(Instant.ofEpochSecond(key.created()))
                        .build())
                .toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private UpdateAccessKeyResponse update(CallContext call, UpdateAccessKeyRequest request) {
    if (request.status() != StatusType.ACTIVE && request.status() != StatusType.INACTIVE) {
      throw IamErrors.invalidInput("Status must be Active or Inactive.");
    }
    boolean active = request.status() == StatusType.ACTIVE;
    changeKeys(
        call,
        request.userName(),
        keys -> {
          checkThere(keys, request.accessKeyId());
          return keys.stream()
              .map(key -> key.id().equals(request.accessKeyId()) ? key.withActive(active) : key)
              .toList();
        });
    return UpdateAccessKeyResponse.builder().build();
  }

  private DeleteAccessKeyResponse delete(CallContext call, DeleteAccessKeyRequest request) {
    changeKeys(
        call,
        request.userName(),
        keys -> {
          checkThere(keys, request.accessKeyId());
          return keys.stream().filter(key -> !key.id().equals(request.accessKeyId())).toList();
        });
    return DeleteAccessKeyResponse.builder().build();
  }

  private GetAccessKeyLastUsedResponse lastUsed(
      CallContext call, GetAccessKeyLastUsedRequest request) {
    Account account = iam.account(call);
    Optional<Accounts.KeyOwner> owner =
        iam.accounts()
            .owner(request.accessKeyId())
            .filter(known -> known.account().equals(account.id()));
    Optional<UserRow> user =
        owner.flatMap(Accounts.KeyOwner::user).flatMap(name -> account.find(Kind.USER, name));
    List<KeyRow> keys = user.map(UserRow::keys).orElse(account.settings().keys());
    KeyRow key =
        keys.stream()
            .filter(each -> each.id().equals(request.accessKeyId()))
            .findFirst()
            .orElseThrow(() -> noKey(request.accessKeyId()));
    AccessKeyLastUsed.Builder used = AccessKeyLastUsed.builder().serviceName("N/A").region("N/A");
    iam.usage()
        .of(key.id(), key.used())
        .ifPresent(last ->
            used.lastUsedDate(Instant.ofEpochSecond(last.time()))
                .serviceName(last.service())
                .region(last.region()));
    return GetAccessKeyLastUsedResponse.builder()
        .userName(user.map(UserRow::name).orElse("root"))
        .accessKeyLastUsed(used.build())
        .build();
  }

  private static void checkThere(List<KeyRow> keys, String id) {
    if (keys.stream().noneMatch(key -> key.id().equals(id))) {
      throw noKey(id);
    }
  }

  private static AwsException noKey(String id) {
    return IamErrors.noSuchEntity("The Access Key with id " + id + " cannot be found.");
  }

  /** Changes the keys of a user, or of the root user; answers with the owner's name. */
  private String changeKeys(
      CallContext call, @Nullable String userName, UnaryOperator<List<KeyRow>> work) {
    return iam.change(
        call,
        change -> {
          Optional<UserRow> user = Users.orCaller(call, change.account(), userName);
          AccountRow settings = change.account().settings();
          List<KeyRow> keys =
              work.apply(user.map(UserRow::keys).orElse(settings.keys())).stream()
                  .map(iam.usage()::into)
                  .toList();
          user.ifPresentOrElse(
              row -> change.put(Kind.USER, row.withKeys(keys)),
              () -> change.put(Kind.ACCOUNT, settings.withKeys(keys)));
          return user.map(UserRow::name).orElse("root");
        });
  }
}
