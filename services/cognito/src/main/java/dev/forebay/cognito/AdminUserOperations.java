package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.cognito.Triggers.Question;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDeleteUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminDisableUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminEnableUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminEnableUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminResetUserPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserMfaPreferenceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserSettingsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminSetUserSettingsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUserGlobalSignOutResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageActionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** What administrators do with users. Thread-safe. */
final class AdminUserOperations {
  private final Pools pools;
  private final Users users;
  private final Passwords passwords;
  private final SecondFactors factors;
  private final SignUpOperations signUps;
  private final AccountOperations accounts;
  private final Codes codes;
  private final Invitations invitations;
  private final Triggers triggers;
  private final Secrets secrets;
  private final Clock clock;

  /** The operations that do the same for users themselves. */
  record Own(SignUpOperations signUps, AccountOperations accounts, Codes codes) {}

  AdminUserOperations(
      Pools pools,
      SignIn.Parts parts,
      Own own,
      Invitations invitations,
      Triggers triggers,
      Secrets secrets,
      Clock clock) {
    this.pools = pools;
    this.users = parts.users();
    this.passwords = parts.passwords();
    this.factors = parts.factors();
    this.signUps = own.signUps();
    this.accounts = own.accounts();
    this.codes = own.codes();
    this.invitations = invitations;
    this.triggers = triggers;
    this.secrets = secrets;
    this.clock = clock;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("AdminCreateUser", AdminCreateUserRequest::builder, this::create)
        .on("AdminGetUser", AdminGetUserRequest::builder, this::get)
        .on("AdminDeleteUser", AdminDeleteUserRequest::builder, this::delete)
        .on("AdminEnableUser", AdminEnableUserRequest::builder, this::enable)
        .on("AdminDisableUser", AdminDisableUserRequest::builder, this::disable)
        .on("AdminConfirmSignUp", AdminConfirmSignUpRequest::builder, this::confirm)
        .on("AdminSetUserPassword", AdminSetUserPasswordRequest::builder, this::setPassword)
        .on("AdminResetUserPassword", AdminResetUserPasswordRequest::builder, this::reset)
        .on("AdminUpdateUserAttributes", AdminUpdateUserAttributesRequest::builder, this::update)
        .on(
            "AdminDeleteUserAttributes",
            AdminDeleteUserAttributesRequest::builder,
            this::deleteAttributes)
        .on("AdminUserGlobalSignOut", AdminUserGlobalSignOutRequest::builder, this::signOut)
        .on("AdminSetUserMFAPreference", AdminSetUserMfaPreferenceRequest::builder, this::prefer)
        .on("AdminSetUserSettings", AdminSetUserSettingsRequest::builder, this::settings)
        .on("ListUsers", ListUsersRequest::builder, this::list);
  }

  private AdminCreateUserResponse create(CallContext context, AdminCreateUserRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    if (request.messageAction() == MessageActionType.RESEND) {
      return AdminCreateUserResponse.builder().user(UserViews.of(resend(pool, request))).build();
    }
    Map<String, String> given = Schema.of(pool).read(request.userAttributes());
    given.remove("sub");
    SignUpOperations.Named named =
        SignUpOperations.Named.of(pool, request.username(), given, secrets);
    if (users.find(pool, request.username()).isPresent()) {
      throw taken();
    }
    String password = Optional.ofNullable(request.temporaryPassword()).orElse("");
    if (!password.isEmpty()) {
      Passwords.check(pool, password);
    } else {
      password = secrets.password(pool.passwordPolicy().minimumLength());
    }
    Optional<JsonNode> decided =
        triggers.ask(
            pool,
            Trigger.PRE_SIGN_UP,
            Question.about(named.username(), Triggers.NO_CLIENT, "PreSignUp_AdminCreateUser")
                .tell("userAttributes", named.attributes())
                .tell("validationData", SignUpOperations.map(request.validationData()))
                .tellGiven("clientMetadata", request.clientMetadata())
                .ask("autoConfirmUser", false)
                .ask("autoVerifyEmail", false)
                .ask("autoVerifyPhone", false));
    Map<String, String> verified = new TreeMap<>();
    if (decided.filter(answer -> answer.path("autoVerifyEmail").asBoolean(false)).isPresent()) {
      verified.put("email_verified", "true");
    }
    if (decided.filter(answer -> answer.path("autoVerifyPhone").asBoolean(false)).isPresent()) {
      verified.put("phone_number_verified", "true");
    }
    UserRow user =
        NewUser.row(
                named.username(),
                named.sub(),
                named.attributes(),
                UserRow.FORCE_CHANGE_PASSWORD,
                clock.now())
            .withAttributes(verified)
            .withPassword(passwords.make(pool, named.username(), password, null));
    users.add(
        pool,
        user,
        Boolean.TRUE.equals(request.forceAliasCreation()) ? Users.Alias.TAKE : Users.Alias.REFUSE,
        taken());
    invitations.send(pool, user, password, request);
    return AdminCreateUserResponse.builder().user(UserViews.of(user)).build();
  }

  private static dev.forebay.wire.AwsException taken() {
    return CognitoErrors.of("UsernameExistsException", "User account already exists");
  }

  private UserRow resend(Pool pool, AdminCreateUserRequest request) {
    UserRow user = users.require(pool, request.username());
    if (!user.status().equals(UserRow.FORCE_CHANGE_PASSWORD)) {
      throw CognitoErrors.of(
          "UnsupportedUserStateException",
          "Resend not possible. " + request.username() + " status is not FORCE_CHANGE_PASSWORD");
    }
    String password =
        request.temporaryPassword() == null
            ? secrets.password(pool.passwordPolicy().minimumLength())
            : request.temporaryPassword();
    UserRow renewed = passwords.set(pool, user, password, UserRow.FORCE_CHANGE_PASSWORD);
    invitations.send(pool, renewed, password, request);
    return renewed;
  }

  private UserRow user(CallContext context, String pool, String username) {
    return users.require(pools.require(context.place(), pool), username);
  }

  private AdminGetUserResponse get(CallContext context, AdminGetUserRequest request) {
    UserRow user = user(context, request.userPoolId(), request.username());
    List<String> on = UserViews.factors(user);
    return AdminGetUserResponse.builder()
        .username(user.username())
        .userAttributes(UserViews.attributes(user, name -> true))
        .userCreateDate(Instant.ofEpochMilli(user.created()))
        .userLastModifiedDate(Instant.ofEpochMilli(user.modified()))
        .enabled(user.enabled())
        .userStatus(user.status())
        .preferredMfaSetting(user.mfa().preferred().isEmpty() ? null : user.mfa().preferred())
        .userMFASettingList(on.isEmpty() ? null : on)
        .build();
  }

  private AdminDeleteUserResponse delete(CallContext context, AdminDeleteUserRequest request) {
    UserRow user = user(context, request.userPoolId(), request.username());
    users.delete(pools.require(context.place(), request.userPoolId()), user.username());
    return AdminDeleteUserResponse.builder().build();
  }

  private AdminEnableUserResponse enable(CallContext context, AdminEnableUserRequest request) {
    UserRow user = user(context, request.userPoolId(), request.username());
    users.update(
        pools.require(context.place(), request.userPoolId()),
        user.username(),
        row -> row.withEnabled(true));
    return AdminEnableUserResponse.builder().build();
  }

  private AdminDisableUserResponse disable(CallContext context, AdminDisableUserRequest request) {
    UserRow user = user(context, request.userPoolId(), request.username());
    users.update(
        pools.require(context.place(), request.userPoolId()),
        user.username(),
        row -> row.withEnabled(false));
    return AdminDisableUserResponse.builder().build();
  }

  private AdminConfirmSignUpResponse confirm(
      CallContext context, AdminConfirmSignUpRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    if (!user.status().equals(UserRow.UNCONFIRMED)) {
      throw CognitoErrors.notAuthorized(
          "User cannot be confirmed. Current status is " + user.status());
    }
    UserRow confirmed =
        users.update(
            pool,
            user.username(),
            row -> row.withStatus(UserRow.CONFIRMED).withoutCode(Codes.SIGN_UP));
    signUps.confirmed(
        Triggers.NO_CLIENT, pool, confirmed, "ConfirmSignUp", request.clientMetadata());
    return AdminConfirmSignUpResponse.builder().build();
  }

  private AdminSetUserPasswordResponse setPassword(
      CallContext context, AdminSetUserPasswordRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    passwords.set(
        pool,
        user,
        request.password(),
        Boolean.TRUE.equals(request.permanent())
            ? UserRow.CONFIRMED
            : UserRow.FORCE_CHANGE_PASSWORD);
    return AdminSetUserPasswordResponse.builder().build();
  }

  private AdminResetUserPasswordResponse reset(
      CallContext context, AdminResetUserPasswordRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    if (!user.isConfirmed() && !user.status().equals(UserRow.RESET_REQUIRED)) {
      throw CognitoErrors.notAuthorized("User password cannot be reset in the current state.");
    }
    signUps.reset(pool, user, "ForgotPassword", Triggers.NO_CLIENT, request.clientMetadata());
    users.update(pool, user.username(), row -> row.withStatus(UserRow.RESET_REQUIRED));
    return AdminResetUserPasswordResponse.builder().build();
  }

  private AdminUpdateUserAttributesResponse update(
      CallContext context, AdminUpdateUserAttributesRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserRow user = users.require(pool, request.username());
    Map<String, String> given = Schema.of(pool).read(request.userAttributes());
    if (given.containsKey("sub")) {
      throw CognitoErrors.invalid("user.sub: Attribute cannot be updated.\n");
    }
    Schema.of(pool).checkMutable(user, given);
    AttributeChange.of(pool, user, given)
        .apply(
            users,
            codes,
            new Messages.Reason(
                "UpdateUserAttribute", Triggers.NO_CLIENT, request.clientMetadata()));
    return AdminUpdateUserAttributesResponse.builder().build();
  }

  private AdminDeleteUserAttributesResponse deleteAttributes(
      CallContext context, AdminDeleteUserAttributesRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    AttributeChange.remove(
        pool, users.require(pool, request.username()), request.userAttributeNames(), users);
    return AdminDeleteUserAttributesResponse.builder().build();
  }

  private AdminUserGlobalSignOutResponse signOut(
      CallContext context, AdminUserGlobalSignOutRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    accounts.signOut(pool, users.require(pool, request.username()));
    return AdminUserGlobalSignOutResponse.builder().build();
  }

  private AdminSetUserMfaPreferenceResponse prefer(
      CallContext context, AdminSetUserMfaPreferenceRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    factors.prefer(
        pool,
        users.require(pool, request.username()),
        AccountOperations.wishes(
            request.smsMfaSettings(),
            request.softwareTokenMfaSettings(),
            request.emailMfaSettings()));
    return AdminSetUserMfaPreferenceResponse.builder().build();
  }

  private AdminSetUserSettingsResponse settings(
      CallContext context, AdminSetUserSettingsRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    factors.prefer(
        pool,
        users.require(pool, request.username()),
        AccountOperations.bySms(request.mfaOptions()));
    return AdminSetUserSettingsResponse.builder().build();
  }

  private ListUsersResponse list(CallContext context, ListUsersRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserFilter filter = UserFilter.parse(request.filter());
    Page<UserRow> page =
        Page.of(
            users.all(pool).stream().filter(filter::takes).toList(),
            UserRow::username,
            request.paginationToken(),
            request.limit());
    List<UserType> shown = new ArrayList<>();
    for (UserRow user : page.items()) {
      UserType view = UserViews.of(user);
      shown.add(
          request.hasAttributesToGet()
              ? view.toBuilder()
                  .attributes(
                      UserViews.attributes(user, name -> request.attributesToGet().contains(name)))
                  .build()
              : view);
    }
    return ListUsersResponse.builder().users(shown).paginationToken(page.next()).build();
  }
}
