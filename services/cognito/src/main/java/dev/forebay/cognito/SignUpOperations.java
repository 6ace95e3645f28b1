package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.cognito.Triggers.Question;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmSignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgotPasswordResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResendConfirmationCodeResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;

/** How users come by themselves, and how they get a new password. Thread-safe. */
final class SignUpOperations {
  private final Pools pools;
  private final Users users;
  private final Passwords passwords;
  private final Codes codes;
  private final Admission admission;
  private final Triggers triggers;
  private final Secrets secrets;
  private final Clock clock;

  SignUpOperations(
      Pools pools,
      SignIn.Parts parts,
      Codes codes,
      Triggers triggers,
      Secrets secrets,
      Clock clock) {
    this.pools = pools;
    this.users = parts.users();
    this.passwords = parts.passwords();
    this.codes = codes;
    this.admission = parts.admission();
    this.triggers = triggers;
    this.secrets = secrets;
    this.clock = clock;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("SignUp", SignUpRequest::builder, this::signUp)
        .on("ConfirmSignUp", ConfirmSignUpRequest::builder, this::confirm)
        .on("ResendConfirmationCode", ResendConfirmationCodeRequest::builder, this::resend)
        .on("ForgotPassword", ForgotPasswordRequest::builder, this::forgot)
        .on("ConfirmForgotPassword", ConfirmForgotPasswordRequest::builder, this::confirmForgot);
  }

  /**
   * A name as the pool wants it.
   *
   * @param username under which the user is kept
   * @param attributes with the one that the name stands for
   */
  record Named(String username, String sub, Map<String, String> attributes) {
    static Named of(Pool pool, String name, Map<String, String> given, Secrets secrets) {
      String sub = secrets.uuid();
      Map<String, String> attributes = new LinkedHashMap<>(given);
      if (!pool.isNamedByAttributes()) {
        if ((pool.hasAlias("email") && Schema.isEmail(name))
            || (pool.hasAlias("phone_number") && Schema.isPhone(name))) {
          throw CognitoErrors.invalid(
              "Username cannot be of "
                  + (Schema.isEmail(name) ? "email" : "phone number")
                  + " format, since user pool is configured for "
                  + (Schema.isEmail(name) ? "email" : "phone number")
                  + " alias.");
        }
        return new Named(Users.normal(pool, name), sub, attributes);
      }
      if (pool.isNamedBy("email") && Schema.isEmail(name)) {
        attributes.put("email", name);
      } else if (pool.isNamedBy("phone_number") && Schema.isPhone(name)) {
        attributes.put("phone_number", name);
      } else {
        boolean both = pool.isNamedBy("email") && pool.isNamedBy("phone_number");
        throw CognitoErrors.invalid(
            both
                ? "Username should be either an email or a phone number."
                : pool.isNamedBy("email")
                    ? "Username should be an email."
                    : "Username should be a phone number.");
      }
      return new Named(sub, sub, attributes);
    }
  }

  private SignUpResponse signUp(CallContext context, SignUpRequest request) {
    App app = pools.app(request.clientId());
    Pool pool = app.pool();
    app.checkSecretHash(request.username(), request.secretHash());
    if (pool.onlyAdministratorsCreateUsers()) {
      throw CognitoErrors.notAuthorized("SignUp is not permitted for this user pool");
    }
    Map<String, String> given = Schema.of(pool).read(request.userAttributes());
    checkWritable(app, given);
    Named named = Named.of(pool, request.username(), given, secrets);
    boolean without = request.password() == null && app.allows("USER_AUTH");
    if (!without) {
      Passwords.check(pool, request.password());
    }
    Schema.of(pool).checkRequired(named.attributes());
    if (users.find(pool, request.username()).isPresent()) {
      throw taken(pool, request.username());
    }
    UserRow draft =
        NewUser.row(
            named.username(), named.sub(), named.attributes(), UserRow.UNCONFIRMED, clock.now());
    Optional<JsonNode> decided =
        triggers.ask(
            pool,
            Trigger.PRE_SIGN_UP,
            Question.about(named.username(), app.id(), "PreSignUp_SignUp")
                .tell("userAttributes", named.attributes())
                .tell("validationData", map(request.validationData()))
                .tellGiven("clientMetadata", request.clientMetadata())
                .ask("autoConfirmUser", false)
                .ask("autoVerifyEmail", false)
                .ask("autoVerifyPhone", false));
    UserRow user = decided.map(answer -> decided(draft, answer)).orElse(draft);
    if (!without) {
      user = user.withPassword(passwords.make(pool, user.username(), request.password(), null));
    }
    users.add(pool, user, Users.Alias.REFUSE, taken(pool, request.username()));
    SignUpResponse.Builder answer =
        SignUpResponse.builder().userSub(user.sub()).userConfirmed(user.isConfirmed());
    if (user.isConfirmed()) {
      confirmed(app.id(), pool, user, "ConfirmSignUp", request.clientMetadata());
    } else {
      Optional<String> to = Codes.signUpAttribute(pool, user);
      if (to.isPresent()) {
        answer.codeDeliveryDetails(send(app, user, to.get(), "SignUp", request.clientMetadata()));
      }
    }
    return answer.build();
  }

  private CodeDeliveryDetailsType send(
      App app, UserRow user, String attribute, String occasion, Map<String, String> metadata) {
    return codes.send(
        app.pool(),
        user,
        Codes.SIGN_UP,
        attribute,
        user.attribute(attribute).orElse(""),
        new Messages.Reason(occasion, app.id(), metadata));
  }

  private static UserRow decided(UserRow draft, JsonNode answer) {
    Map<String, String> verified = new TreeMap<>();
    if (answer.path("autoVerifyEmail").asBoolean(false)) {
      verified.put("email_verified", "true");
    }
    if (answer.path("autoVerifyPhone").asBoolean(false)) {
      verified.put("phone_number_verified", "true");
    }
    UserRow user = draft.withAttributes(verified);
    return answer.path("autoConfirmUser").asBoolean(false)
        ? user.withStatus(UserRow.CONFIRMED)
        : user;
  }

  private static AwsException taken(Pool pool, String name) {
    String message =
        pool.isNamedByAttributes()
            ? "An account with the given "
                + (Schema.isEmail(name) ? "email" : "phone_number")
                + " already exists."
            : "User already exists";
    return CognitoErrors.of("UsernameExistsException", message);
  }

  static Map<String, String> map(List<AttributeType> attributes) {
    Map<String, String> map = new TreeMap<>();
    attributes.forEach(one -> map.put(one.name(), one.value() == null ? "" : one.value()));
    return map;
  }

  static void checkWritable(App app, Map<String, String> given) {
    for (String name : given.keySet()) {
      if (!app.mayWrite(name)
          || name.equals("sub")
          || name.equals("email_verified")
          || name.equals("phone_number_verified")
          || name.startsWith("dev:")) {
        throw CognitoErrors.notAuthorized("A client attempted to write unauthorized attribute");
      }
    }
  }

  /** Tells the pool's function that a user is there now. */
  void confirmed(
      String client, Pool pool, UserRow user, String occasion, Map<String, String> metadata) {
    triggers.ask(
        pool,
        Trigger.POST_CONFIRMATION,
        Question.about(user, client, "PostConfirmation_" + occasion)
            .tellGiven("clientMetadata", metadata));
  }

  private ConfirmSignUpResponse confirm(CallContext context, ConfirmSignUpRequest request) {
    App app = pools.app(request.clientId());
    Pool pool = app.pool();
    app.checkSecretHash(request.username(), request.secretHash());
    UserRow user =
        users
            .find(pool, request.username())
            .orElseThrow(
                () -> app.hidesUsers() ? CognitoErrors.expiredCode() : CognitoErrors.noUser());
    if (!user.status().equals(UserRow.UNCONFIRMED)) {
      throw CognitoErrors.notAuthorized(
          "User cannot be confirmed. Current status is " + user.status());
    }
    Codes.Proven proven = codes.check(pool, user, Codes.SIGN_UP, request.confirmationCode());
    UserRow confirmed =
        users.update(
            pool,
            user.username(),
            Boolean.TRUE.equals(request.forceAliasCreation())
                ? Users.Alias.TAKE
                : Users.Alias.REFUSE,
            row -> proven.in(row).withStatus(UserRow.CONFIRMED).withoutCode(Codes.SIGN_UP));
    confirmed(app.id(), pool, confirmed, "ConfirmSignUp", request.clientMetadata());
    return ConfirmSignUpResponse.builder().build();
  }

  private ResendConfirmationCodeResponse resend(
      CallContext context, ResendConfirmationCodeRequest request) {
    App app = pools.app(request.clientId());
    app.checkSecretHash(request.username(), request.secretHash());
    Optional<UserRow> found = users.find(app.pool(), request.username());
    if (found.isEmpty() && app.hidesUsers()) {
      return ResendConfirmationCodeResponse.builder()
          .codeDeliveryDetails(simulated(request.username()))
          .build();
    }
    UserRow user = found.orElseThrow(CognitoErrors::noUser);
    if (!user.status().equals(UserRow.UNCONFIRMED)) {
      throw CognitoErrors.invalid("User is already confirmed.");
    }
    String to =
        Codes.signUpAttribute(app.pool(), user)
            .orElseThrow(() -> CognitoErrors.invalid("Auto verification not turned on."));
    return ResendConfirmationCodeResponse.builder()
        .codeDeliveryDetails(send(app, user, to, "ResendCode", request.clientMetadata()))
        .build();
  }

  // Nobody is told who is not there: a code seems to go somewhere.
  private static CodeDeliveryDetailsType simulated(String name) {
    return Messages.details("email", Schema.isEmail(name) ? name : name + "@example.com");
  }

  private ForgotPasswordResponse forgot(CallContext context, ForgotPasswordRequest request) {
    App app = pools.app(request.clientId());
    Pool pool = app.pool();
    app.checkSecretHash(request.username(), request.secretHash());
    Optional<UserRow> found = users.find(pool, request.username());
    if (found.isEmpty()) {
      found =
          admission.migrate(
              app, request.username(), null, "ForgotPassword", Map.of(), request.clientMetadata());
    }
    if (found.isEmpty() && app.hidesUsers()) {
      return ForgotPasswordResponse.builder()
          .codeDeliveryDetails(simulated(request.username()))
          .build();
    }
    UserRow user = found.orElseThrow(CognitoErrors::noUser);
    if (!user.enabled()) {
      throw CognitoErrors.notAuthorized("User is disabled.");
    }
    if (user.status().equals(UserRow.FORCE_CHANGE_PASSWORD)) {
      throw CognitoErrors.notAuthorized("User password cannot be reset in the current state.");
    }
    return ForgotPasswordResponse.builder()
        .codeDeliveryDetails(
            reset(pool, user, "ForgotPassword", app.id(), request.clientMetadata()))
        .build();
  }

  /** Sends a code for a new password. */
  CodeDeliveryDetailsType reset(
      Pool pool, UserRow user, String occasion, String client, Map<String, String> metadata) {
    String to =
        Codes.recoveryAttribute(pool, user)
            .orElseThrow(() ->
                CognitoErrors.invalid(
                    "Cannot reset password for the user as there is no registered/verified"
                        + " email or phone_number"));
    return codes.send(
        pool,
        user,
        Codes.RESET,
        to,
        user.attribute(to).orElse(""),
        new Messages.Reason(occasion, client, metadata));
  }

  private ConfirmForgotPasswordResponse confirmForgot(
      CallContext context, ConfirmForgotPasswordRequest request) {
    App app = pools.app(request.clientId());
    Pool pool = app.pool();
    app.checkSecretHash(request.username(), request.secretHash());
    UserRow user =
        users
            .find(pool, request.username())
            .orElseThrow(
                () -> app.hidesUsers() ? CognitoErrors.expiredCode() : CognitoErrors.noUser());
    Passwords.check(pool, request.password());
    Codes.Proven proven = codes.check(pool, user, Codes.RESET, request.confirmationCode());
    passwords.set(pool, user, request.password(), UserRow.CONFIRMED);
    UserRow changed =
        users.update(pool, user.username(), row -> proven.in(row).withoutCode(Codes.RESET));
    confirmed(app.id(), pool, changed, "ConfirmForgotPassword", request.clientMetadata());
    return ConfirmForgotPasswordResponse.builder().build();
  }
}
