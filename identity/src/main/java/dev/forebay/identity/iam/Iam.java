package dev.forebay.identity.iam;

import dev.forebay.identity.LongLivedKeys;
import dev.forebay.identity.SessionKey;
import dev.forebay.identity.actions.Lookup;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * AWS Identity and Access Management ("IAM API Reference"): its operations for the switchboard, and
 * what it knows for those who decide. One namespace an account, whatever the region. Thread-safe.
 */
public final class Iam implements AutoCloseable {
  private final Context iam;
  private final Directory directory;

  /**
   * Opens the service with what is stored.
   *
   * @param engine holds all its state, in scopes {@code iam/ACCOUNT}
   * @param sessionKey marks the access keys that are given out
   * @param random fit for secrets; thread-safe
   * @param clock dates what is made
   */
  public Iam(StorageEngine engine, SessionKey sessionKey, RandomGenerator random, Clock clock) {
    ManagedPolicies policies = new ManagedPolicies();
    Usage usage = new Usage(clock);
    Accounts accounts = new Accounts(engine, random);
    this.iam = new Context(accounts, policies, usage, sessionKey, random, clock);
    this.directory = new Directory(accounts, policies, usage);
  }

  /** What is known of users and roles. */
  public Principals principals() {
    return directory;
  }

  /** The identity providers that accounts trust. */
  public IdentityProviders providers() {
    return directory;
  }

  /** The access keys that were given out. */
  public LongLivedKeys keys() {
    return directory;
  }

  /**
   * Sees to it that an account has a user with {@code AdministratorAccess} and this access key.
   *
   * @param account made by it, if need be
   * @param name the user's name, of the root path
   * @param accessKeyId the key's id, of whatever form
   * @param secretAccessKey what its requests are signed with; takes the place of another one
   * @throws IllegalArgumentException when the key is somebody else's, or the user has two others
   */
  public void ensureAdministrator(
      AccountId account, String name, String accessKeyId, String secretAccessKey) {
    new Administrators(iam).ensure(account, name, accessKeyId, secretAccessKey);
  }

  /**
   * The ARNs of users, roles, groups and instance profiles, which have paths, by their names: for
   * the table of operations.
   */
  public Map<String, Lookup> lookups() {
    return Map.of(
        "iam.user", lookup(Kind.USER, "user"),
        "iam.role", lookup(Kind.ROLE, "role"),
        "iam.group", lookup(Kind.GROUP, "group"),
        "iam.instance-profile", lookup(Kind.PROFILE, "instance-profile"));
  }

  private <R extends Named> Lookup lookup(Kind<R> kind, String resource) {
    return (place, name) ->
        iam.accounts()
            .account(place.account())
            .find(kind, name)
            .map(row ->
                Names.arn(place.region().partition(), place.account(), resource, row).toString());
  }

  /** The tags of a user or role as they are now. */
  public Map<String, String> tags(Arn arn) {
    return directory.find(arn).map(IamEntity::tags).orElse(Map.of());
  }

  /**
   * Forgets everything.
   *
   * @param drop drops what is stored; no change is under way while it runs
   */
  public void reset(Runnable drop) {
    iam.accounts().reset(drop);
    iam.usage().clear();
  }

  /** Stores the last uses of keys and roles. */
  @Override
  public void close() {
    new UsageRecord(iam).store();
  }

  /** The operations, under {@code iam}. */
  public ServiceBinding binding() {
    ServiceBinding.Builder binding = ServiceBinding.of("iam");
    Boundaries boundaries = new Boundaries(iam);
    Roles roles = new Roles(iam, boundaries);
    Attachments attachments = new Attachments(iam);
    Policies policies = new Policies(iam);
    InstanceProfiles profiles = new InstanceProfiles(iam);
    new Users(iam, boundaries).register(binding);
    new AccessKeys(iam).register(binding);
    new LoginProfiles(iam).register(binding);
    new Groups(iam).register(binding);
    roles.register(binding);
    new ServiceLinkedRoles(iam, roles).register(binding);
    new InlinePolicies(iam).register(binding);
    attachments.register(binding);
    boundaries.register(binding);
    policies.register(binding);
    new PolicyVersions(iam, policies).register(binding);
    profiles.register(binding);
    new OidcProviders(iam).register(binding);
    new SamlProviders(iam).register(binding);
    new TagOperations(iam, policies).register(binding);
    new AccountSettings(iam).register(binding);
    new AuthorizationDetails(iam, attachments, policies, roles, profiles).register(binding);
    new Simulator(iam, directory).register(binding);
    new NothingToList(iam).register(binding);
    return binding.build();
  }
}
