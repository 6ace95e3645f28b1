package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.storage.rows.WeekLog;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.RawRoute;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Cognito user pools: their operations for the switchboard, their functions, and what they serve to
 * browsers and to those who check tokens. Thread-safe.
 */
public final class Cognito implements AutoCloseable {
  /** Operations that apps call without a signature, as {@code service:Operation}. */
  public static final Set<String> UNSIGNED =
      Set.of(
          "cognito-idp:AssociateSoftwareToken",
          "cognito-idp:ChangePassword",
          "cognito-idp:CompleteWebAuthnRegistration",
          "cognito-idp:ConfirmDevice",
          "cognito-idp:ConfirmForgotPassword",
          "cognito-idp:ConfirmSignUp",
          "cognito-idp:DeleteUser",
          "cognito-idp:DeleteUserAttributes",
          "cognito-idp:DeleteWebAuthnCredential",
          "cognito-idp:ForgetDevice",
          "cognito-idp:ForgotPassword",
          "cognito-idp:GetDevice",
          "cognito-idp:GetTokensFromRefreshToken",
          "cognito-idp:GetUser",
          "cognito-idp:GetUserAttributeVerificationCode",
          "cognito-idp:GetUserAuthFactors",
          "cognito-idp:GlobalSignOut",
          "cognito-idp:InitiateAuth",
          "cognito-idp:ListDevices",
          "cognito-idp:ListWebAuthnCredentials",
          "cognito-idp:ResendConfirmationCode",
          "cognito-idp:RespondToAuthChallenge",
          "cognito-idp:RevokeToken",
          "cognito-idp:SetUserMFAPreference",
          "cognito-idp:SetUserSettings",
          "cognito-idp:SignUp",
          "cognito-idp:StartWebAuthnRegistration",
          "cognito-idp:UpdateAuthEventFeedback",
          "cognito-idp:UpdateDeviceStatus",
          "cognito-idp:UpdateUserAttributes",
          "cognito-idp:VerifySoftwareToken",
          "cognito-idp:VerifyUserAttribute");

  /** How long a function may take ("Customizing user pool workflows with Lambda triggers"). */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Clock clock;
  private final Secrets secrets;
  private final Pools pools;
  private final Users users;
  private final PoolKeys keys;
  private final Triggers triggers;
  private final WeekLog<Recorded> recorded;
  private final Messages messages;
  private final Tickets tickets;
  private final Tokens tokens;
  private final SignIn.Parts parts;
  private final SignIn signIn;
  private final Refresh refresh;

  /**
   * Opens the service; {@link #start} lets it ask functions.
   *
   * @param engine holds all its state
   * @param clock ends codes, sessions and tokens
   * @param random thread-safe, and fit for secrets
   * @param endpoint where tokens say that they are from
   */
  public Cognito(StorageEngine engine, Clock clock, RandomGenerator random, URI endpoint) {
    this(engine, clock, random, endpoint, PATIENCE);
  }

  /** With another patience, for tests. */
  Cognito(
      StorageEngine engine, Clock clock, RandomGenerator random, URI endpoint, Duration patience) {
    this.clock = clock;
    this.secrets = new Secrets(random);
    RowStore<String> store = new RowStore<>(engine, "cognito", random, CognitoErrors::unavailable);
    this.pools = new Pools(store);
    this.users = new Users(store, clock);
    this.keys = new PoolKeys(store);
    this.triggers = new Triggers(endpoint, random, patience);
    this.recorded = new WeekLog<>(engine, "cognito/recorded", Recorded.KIND, clock, random);
    this.messages = new Messages(store, triggers, recorded, clock);
    this.tickets = new Tickets(store, secrets, clock);
    this.tokens =
        new Tokens(
            pools, users, keys, new TokenShaping(triggers), tickets, secrets, endpoint, clock);
    Passwords passwords = new Passwords(users, secrets, clock);
    this.parts =
        new SignIn.Parts(
            users,
            passwords,
            new Admission(users, passwords, triggers, secrets, clock),
            new SecondFactors(store, users, messages, tickets, secrets, clock),
            new CustomAuth(triggers, tickets, clock),
            tokens,
            tickets);
    this.signIn = new SignIn(parts, triggers, secrets, clock);
    this.refresh = new Refresh(users, tokens, tickets, clock);
  }

  /**
   * Lets triggers be asked.
   *
   * @param switchboard knows the functions
   */
  public void start(Switchboard switchboard) {
    triggers.start(switchboard);
  }

  /** The operations, under {@code cognito-idp}. */
  public ServiceBinding binding() {
    Codes codes = new Codes(users, messages, secrets, clock);
    Challenges challenges = new Challenges(signIn, parts, clock);
    SignUpOperations signUps = new SignUpOperations(pools, parts, codes, triggers, secrets, clock);
    AccountOperations accounts = new AccountOperations(pools, parts, codes, challenges, clock);
    ServiceBinding.Builder cognito = ServiceBinding.of("cognito-idp");
    new PoolOperations(pools, users, secrets, clock).addTo(cognito);
    new ClientOperations(pools, secrets, clock).addTo(cognito);
    new Groups(pools, users, clock).addTo(cognito);
    new ResourceServers(pools).addTo(cognito);
    new Domains(pools).addTo(cognito);
    new IdentityProviders(pools, clock).addTo(cognito);
    new NoDevices(pools, users, tokens).addTo(cognito);
    signUps.addTo(cognito);
    accounts.addTo(cognito);
    new AdminUserOperations(
            pools,
            parts,
            new AdminUserOperations.Own(signUps, accounts, codes),
            new Invitations(messages),
            triggers,
            secrets,
            clock)
        .addTo(cognito);
    return new AuthOperations(pools, signIn, challenges, refresh).addTo(cognito).build();
  }

  /** Messages that were recorded and sent nowhere, the oldest first, to be written as JSON. */
  public List<?> recorded() {
    return recorded.all();
  }

  /** What pools serve over HTTP beside their operations. */
  public List<RawRoute> routes() {
    return new WebRoutes(
            pools,
            new Domains(pools),
            new WellKnown(keys, tokens),
            new WebRoutes.Pages(
                new SignInPage(pools, signIn, parts, clock),
                new TokenEndpoint(pools, parts, refresh),
                new UserInfo(pools, tokens)))
        .routes();
  }

  /** Forgets what was read, for an engine that was reset. */
  public void reset() {
    keys.reset();
  }

  /** Waits for no function any more. */
  @Override
  public void close() {
    triggers.close();
  }
}
