package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileResponse;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.UpdateLoginProfileResponse;

/**
 * Login profiles, kept for those who ask for them: there is no console to sign in to, and no
 * password is kept. Thread-safe.
 */
final class LoginProfiles {
  private final Context iam;

  LoginProfiles(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateLoginProfile", CreateLoginProfileRequest::builder, this::create)
        .on("GetLoginProfile", GetLoginProfileRequest::builder, this::get)
        .on("UpdateLoginProfile", UpdateLoginProfileRequest::builder, this::update)
        .on("DeleteLoginProfile", DeleteLoginProfileRequest::builder, this::delete);
  }

  private static UserRow user(CallContext call, Account account, @Nullable String name) {
    return Users.orCaller(call, account, name)
        .orElseThrow(() -> IamErrors.validation("Must specify userName when calling as root"));
  }

  private static LoginRow login(UserRow user) {
    return user.login()
        .orElseThrow(() ->
            IamErrors.noSuchEntity("Login Profile for User " + user.name() + " cannot be found."));
  }

  private static LoginProfile wire(UserRow user, LoginRow login) {
    return LoginProfile.builder()
        .userName(user.name())
        .createDate(Instant.ofEpochSecond(login.created()))
        .passwordResetRequired(login.resetRequired())
        .build();
  }

  private CreateLoginProfileResponse create(CallContext call, CreateLoginProfileRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = user(call, change.account(), request.userName());
          if (user.login().isPresent()) {
            throw IamErrors.exists("Login Profile for user " + user.name() + " already exists.");
          }
          LoginRow login =
              new LoginRow(iam.now(), Boolean.TRUE.equals(request.passwordResetRequired()));
          change.put(Kind.USER, user.withLogin(Optional.of(login)));
          return CreateLoginProfileResponse.builder().loginProfile(wire(user, login)).build();
        });
  }

  private GetLoginProfileResponse get(CallContext call, GetLoginProfileRequest request) {
    UserRow user = user(call, iam.account(call), request.userName());
    return GetLoginProfileResponse.builder().loginProfile(wire(user, login(user))).build();
  }

  private UpdateLoginProfileResponse update(CallContext call, UpdateLoginProfileRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = user(call, change.account(), request.userName());
          LoginRow login = login(user);
          boolean reset =
              request.passwordResetRequired() == null
                  ? login.resetRequired()
                  : request.passwordResetRequired();
          change.put(Kind.USER, user.withLogin(Optional.of(new LoginRow(login.created(), reset))));
          return UpdateLoginProfileResponse.builder().build();
        });
  }

  private DeleteLoginProfileResponse delete(CallContext call, DeleteLoginProfileRequest request) {
    return iam.change(
        call,
        change -> {
          UserRow user = user(call, change.account(), request.userName());
          login(user);
          change.put(Kind.USER, user.withLogin(Optional.empty()));
          return DeleteLoginProfileResponse.builder().build();
        });
  }
}
