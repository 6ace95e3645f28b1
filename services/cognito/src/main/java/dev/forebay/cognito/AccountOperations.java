package dev.forebay.cognito;

import dev.forebay.cognito.SecondFactors.Wish;
import dev.forebay.cognito.Tokens.Bearer;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChangePasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAttributeVerificationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAttributeVerificationCodeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserAuthFactorsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GlobalSignOutResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MFAOptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SMSMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserMfaPreferenceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserSettingsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserSettingsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SoftwareTokenMfaSettingsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponseType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifyUserAttributeResponse;

/** What users do with their own accounts, by their access tokens. Thread-safe. */
final class AccountOperations {
  private final Pools pools;
  private final Users users;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Codes codes;
  private final SecondFactors factors;
  private final Challenges challenges;
  private final Clock clock;

  AccountOperations(
      Pools pools, SignIn.Parts parts, Codes codes, Challenges challenges, Clock clock) {
    this.pools = pools;
    this.users = parts.users();
    this.passwords = parts.passwords();
    this.tokens = parts.tokens();
    this.codes = codes;
    this.factors = parts.factors();
    this.challenges = challenges;
    this.clock = clock;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("GetUser", GetUserRequest::builder, this::get)
        .on("UpdateUserAttributes", UpdateUserAttributesRequest::builder, this::update)
        .on("DeleteUserAttributes", DeleteUserAttributesRequest::builder, this::deleteAttributes)
        .on(
            "GetUserAttributeVerificationCode",
            GetUserAttributeVerificationCodeRequest::builder,
            this::sendCode)
        .on("VerifyUserAttribute", VerifyUserAttributeRequest::builder, this::verify)
        .on("ChangePassword", ChangePasswordRequest::builder, this::changePassword)
        .on("DeleteUser", DeleteUserRequest::builder, this::delete)
        .on("GlobalSignOut", GlobalSignOutRequest::builder, this::signOut)
        .on("SetUserMFAPreference", SetUserMfaPreferenceRequest::builder, this::prefer)
        .on("SetUserSettings", SetUserSettingsRequest::builder, this::settings)
        .on("GetUserAuthFactors", GetUserAuthFactorsRequest::builder, this::factors)
        .on("AssociateSoftwareToken", AssociateSoftwareTokenRequest::builder, this::associate)
        .on("VerifySoftwareToken", VerifySoftwareTokenRequest::builder, this::verifyToken);
  }

  private boolean mayRead(Bearer bearer, String attribute) {
    return pools.findApp(bearer.app()).map(app -> app.mayRead(attribute)).orElse(true);
  }

  private GetUserResponse get(CallContext context, GetUserRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    UserRow user = bearer.user();
    List<String> on = UserViews.factors(user);
    return GetUserResponse.builder()
        .username(user.username())
        .userAttributes(UserViews.attributes(user, name -> mayRead(bearer, name)))
        .preferredMfaSetting(user.mfa().preferred().isEmpty() ? null : user.mfa().preferred())
        .userMFASettingList(on.isEmpty() ? null : on)
        .build();
  }

  private UpdateUserAttributesResponse update(
      CallContext context, UpdateUserAttributesRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    Pool pool = bearer.pool();
    Map<String, String> given = Schema.of(pool).read(request.userAttributes());
    pools.findApp(bearer.app()).ifPresent(app -> SignUpOperations.checkWritable(app, given));
    Schema.of(pool).checkMutable(bearer.user(), given);
    List<CodeDeliveryDetailsType> sent =
        AttributeChange.of(pool, bearer.user(), given)
            .apply(
                users,
                codes,
                new Messages.Reason("UpdateUserAttribute", bearer.app(), request.clientMetadata()));
    return UpdateUserAttributesResponse.builder()
        .codeDeliveryDetailsList(sent.isEmpty() ? null : sent)
        .build();
  }

  private DeleteUserAttributesResponse deleteAttributes(
      CallContext context, DeleteUserAttributesRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    Map<String, String> gone = new TreeMap<>();
    request.userAttributeNames().forEach(name -> gone.put(name, ""));
    pools.findApp(bearer.app()).ifPresent(app -> SignUpOperations.checkWritable(app, gone));
    AttributeChange.remove(bearer.pool(), bearer.user(), gone.keySet(), users);
    return DeleteUserAttributesResponse.builder().build();
  }

  private GetUserAttributeVerificationCodeResponse sendCode(
      CallContext context, GetUserAttributeVerificationCodeRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    String attribute = request.attributeName();
    UserRow user = bearer.user();
    if (!attribute.equals("email") && !attribute.equals("phone_number")) {
      throw CognitoErrors.invalid("Invalid attribute name " + attribute);
    }
    String to =
        Optional.ofNullable(user.codes().get(Codes.verifying(attribute)))
            .map(code -> code.about().substring(attribute.length() + 1))
            .or(() -> user.attribute(attribute))
            .orElseThrow(() -> CognitoErrors.invalid("User does not have a " + attribute + "."));
    return GetUserAttributeVerificationCodeResponse.builder()
        .codeDeliveryDetails(
            codes.send(
                bearer.pool(),
                user,
                Codes.verifying(attribute),
                attribute,
                to,
                new Messages.Reason("VerifyUserAttribute", bearer.app(), request.clientMetadata())))
        .build();
  }

  private VerifyUserAttributeResponse verify(
      CallContext context, VerifyUserAttributeRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    String purpose = Codes.verifying(request.attributeName());
    Codes.Proven proven = codes.check(bearer.pool(), bearer.user(), purpose, request.code());
    Map<String, String> changes =
        Map.of(proven.attribute(), proven.value(), proven.attribute() + "_verified", "true");
    users.update(
        bearer.pool(),
        bearer.user().username(),
        Users.Alias.TAKE,
        row -> row.withAttributes(changes).withoutCode(purpose));
    return VerifyUserAttributeResponse.builder().build();
  }

  private ChangePasswordResponse changePassword(
      CallContext context, ChangePasswordRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    UserRow user = bearer.user();
    passwords.checkTries(user);
    if (user.password() != null) {
      String previous = request.previousPassword() == null ? "" : request.previousPassword();
      if (!Passwords.matches(bearer.pool(), user, previous)) {
        passwords.note(bearer.pool(), user, Passwords.Outcome.WRONG);
        throw CognitoErrors.wrongPassword();
      }
    }
    passwords.set(bearer.pool(), user, request.proposedPassword(), user.status());
    return ChangePasswordResponse.builder().build();
  }

  private DeleteUserResponse delete(CallContext context, DeleteUserRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    users.delete(bearer.pool(), bearer.user().username());
    return DeleteUserResponse.builder().build();
  }

  private GlobalSignOutResponse signOut(CallContext context, GlobalSignOutRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    signOut(bearer.pool(), bearer.user());
    return GlobalSignOutResponse.builder().build();
  }

  /** Ends all sign-ins of a user. */
  void signOut(Pool pool, UserRow user) {
    // A sign-in that follows in the same millisecond is dated one later, and so is the next end.
    users.update(
        pool,
        user.username(),
        row -> row.signedOutAt(Math.max(clock.now().toEpochMilli(), row.signedOut() + 1)));
  }

  private SetUserMfaPreferenceResponse prefer(
      CallContext context, SetUserMfaPreferenceRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    factors.prefer(
        bearer.pool(),
        bearer.user(),
        wishes(
            request.smsMfaSettings(),
            request.softwareTokenMfaSettings(),
            request.emailMfaSettings()));
    return SetUserMfaPreferenceResponse.builder().build();
  }

  /** What a request wants of factors, by their names. */
  static Map<String, Wish> wishes(
      @Nullable SMSMfaSettingsType sms,
      @Nullable SoftwareTokenMfaSettingsType token,
      @Nullable EmailMfaSettingsType email) {
    Map<String, Wish> wishes = new LinkedHashMap<>();
    if (sms != null) {
      wishes.put(SecondFactors.SMS, wish(sms.enabled(), sms.preferredMfa()));
    }
    if (token != null) {
      wishes.put(SecondFactors.TOKEN, wish(token.enabled(), token.preferredMfa()));
    }
    if (email != null) {
      wishes.put(SecondFactors.EMAIL, wish(email.enabled(), email.preferredMfa()));
    }
    return wishes;
  }

  private static Wish wish(@Nullable Boolean on, @Nullable Boolean preferred) {
    return new Wish(Optional.ofNullable(on), Optional.ofNullable(preferred));
  }

  private SetUserSettingsResponse settings(CallContext context, SetUserSettingsRequest request) {
    Bearer bearer = tokens.self(request.accessToken());
    factors.prefer(bearer.pool(), bearer.user(), bySms(request.mfaOptions()));
    return SetUserSettingsResponse.builder().build();
  }

  /** The wish that the older form of the settings spells. */
  static Map<String, Wish> bySms(List<MFAOptionType> options) {
    return Map.of(SecondFactors.SMS, new Wish(Optional.of(!options.isEmpty()), Optional.empty()));
  }

  private GetUserAuthFactorsResponse factors(
      CallContext context, GetUserAuthFactorsRequest request) {
    UserRow user = tokens.self(request.accessToken()).user();
    List<String> configured = new ArrayList<>();
    if (user.password() != null) {
      configured.add("PASSWORD");
    }
    if (user.hasVerified("email")) {
      configured.add("EMAIL_OTP");
    }
    if (user.hasVerified("phone_number")) {
      configured.add("SMS_OTP");
    }
    List<String> on = UserViews.factors(user);
    return GetUserAuthFactorsResponse.builder()
        .username(user.username())
        .preferredMfaSetting(user.mfa().preferred().isEmpty() ? null : user.mfa().preferred())
        .userMFASettingList(on.isEmpty() ? null : on)
        .configuredUserAuthFactorsWithStrings(configured)
        .build();
  }

  private AssociateSoftwareTokenResponse associate(
      CallContext context, AssociateSoftwareTokenRequest request) {
    if (request.accessToken() != null) {
      Bearer bearer = tokens.self(request.accessToken());
      return AssociateSoftwareTokenResponse.builder()
          .secretCode(factors.associate(bearer.pool(), bearer.user()))
          .build();
    }
    Pool pool = poolOf(request.session());
    UserRow user = challenges.settingUp(pool, request.session());
    String secret = factors.associate(pool, user);
    return AssociateSoftwareTokenResponse.builder()
        .secretCode(secret)
        .session(challenges.goOn(pool, request.session(), ""))
        .build();
  }

  // Nothing but the session says whose it is.
  private Pool poolOf(@Nullable String session) {
    return pools.ofSession(session).orElseThrow(CognitoErrors::noSession);
  }

  private VerifySoftwareTokenResponse verifyToken(
      CallContext context, VerifySoftwareTokenRequest request) {
    if (request.accessToken() != null) {
      Bearer bearer = tokens.self(request.accessToken());
      factors.verify(bearer.pool(), bearer.user(), request.userCode());
      return VerifySoftwareTokenResponse.builder()
          .status(VerifySoftwareTokenResponseType.SUCCESS)
          .build();
    }
    Pool pool = poolOf(request.session());
    UserRow user = challenges.settingUp(pool, request.session());
    factors.verify(pool, user, request.userCode());
    return VerifySoftwareTokenResponse.builder()
        .status(VerifySoftwareTokenResponseType.SUCCESS)
        .session(challenges.goOn(pool, request.session(), ":done"))
        .build();
  }
}
