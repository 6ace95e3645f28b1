package dev.forebay.identity.policy;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.Optional;

/**
 * Who asks, as policies see it ("AWS JSON policy elements: Principal", "Principal key values").
 * Immutable.
 */
public sealed interface Principal {
  /** As a denial spells it: an ARN, or a service's principal name. */
  String name();

  /** The account that it belongs to; none for a service and for nobody. */
  Optional<AccountId> account();

  /** Whether it belongs to an account, given by its twelve digits. */
  default boolean isOf(String account) {
    return switch (this) {
      case Root root -> root.owner().value().equals(account);
      case User user -> user.arn().account().equals(account);
      case RoleSession session -> session.role().account().equals(account);
      case FederatedUser session -> session.issuer().isOf(account);
      case WebIdentity identity -> false;
      case Service service -> false;
      case Anonymous nobody -> false;
    };
  }

  /**
   * Sets the condition keys that follow from the principal alone: {@code aws:PrincipalArn}, {@code
   * aws:PrincipalAccount}, {@code aws:PrincipalType}, {@code aws:userid}, {@code aws:username},
   * {@code aws:PrincipalIsAWSService}, {@code aws:PrincipalServiceName}, {@code aws:SourceArn},
   * {@code aws:SourceAccount}.
   */
  void addContextKeys(ContextKeys.Builder keys);

  /**
   * The root user of an account.
   *
   * @param owner the account
   */
  record Root(AccountId owner) implements Principal {
    @Override
    public String name() {
      return "arn:aws:iam::" + owner + ":root";
    }

    @Override
    public Optional<AccountId> account() {
      return Optional.of(owner);
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      put(keys, name(), owner, "Account", owner.value());
    }
  }

  /**
   * A user of IAM.
   *
   * @param arn its ARN, of a valid account
   * @param userId its unique id
   */
  record User(Arn arn, String userId) implements Principal {
    @Override
    public String name() {
      return arn.toString();
    }

    @Override
    public Optional<AccountId> account() {
      return Optional.of(new AccountId(arn.account()));
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      put(keys, name(), new AccountId(arn.account()), "User", userId);
      keys.put("aws:username", arn.resource().substring(arn.resource().lastIndexOf('/') + 1));
    }
  }

  /**
   * A session of a role.
   *
   * @param role the role's ARN, of a valid account
   * @param roleId its unique id
   * @param sessionName the session's name
   */
  record RoleSession(Arn role, String roleId, String sessionName) implements Principal {
    @Override
    public String name() {
      return "arn:"
          + role.partition()
          + ":sts::"
          + role.account()
          + ":assumed-role/"
          + role.resource().substring(role.resource().lastIndexOf('/') + 1)
          + "/"
          + sessionName;
    }

    @Override
    public Optional<AccountId> account() {
      return Optional.of(new AccountId(role.account()));
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      put(
          keys,
          role.toString(),
          new AccountId(role.account()),
          "AssumedRole",
          roleId + ":" + sessionName);
    }
  }

  /**
   * A session made by {@code GetFederationToken}.
   *
   * @param issuer the user, or the root user, that made it
   * @param sessionName the name given to it
   */
  record FederatedUser(Principal issuer, String sessionName) implements Principal {
    /** Throws {@link IllegalArgumentException} for an issuer that is neither user nor root. */
    public FederatedUser {
      if (!(issuer instanceof User || issuer instanceof Root)) {
        throw new IllegalArgumentException("only users federate: " + issuer.name());
      }
    }

    @Override
    public String name() {
      return "arn:aws:sts::"
          + issuer.account().map(AccountId::value).orElse("")
          + ":federated-user/"
          + sessionName;
    }

    @Override
    public Optional<AccountId> account() {
      return issuer.account();
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      issuer
          .account()
          .ifPresent(owner -> put(keys, name(), owner, "FederatedUser", owner + ":" + sessionName));
    }
  }

  /**
   * Somebody whom an identity provider vouches for, before it has a role.
   *
   * @param provider the provider as policies name it: its ARN, or such as {@code
   *     cognito-identity.amazonaws.com}
   */
  record WebIdentity(String provider) implements Principal {
    @Override
    public String name() {
      return provider;
    }

    @Override
    public Optional<AccountId> account() {
      return Optional.empty();
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      keys.put("aws:federatedprovider", provider);
    }
  }

  /**
   * A service of AWS acting for a resource.
   *
   * @param service such as {@code s3.amazonaws.com}
   * @param sourceArn the resource on whose behalf it acts
   * @param sourceAccount the owner of that resource
   */
  record Service(String service, Optional<Arn> sourceArn, Optional<AccountId> sourceAccount)
      implements Principal {
    /**
     * Whether a policy means it by this domain: its own, or that of the region that it acts from,
     * such as {@code logs.eu-west-1.amazonaws.com} ("AWS service principals").
     */
    boolean isNamed(String domain) {
      return domain.equals(service)
          || sourceArn
              .map(Arn::region)
              .filter(region -> !region.isEmpty())
              .map(region -> service.replaceFirst("\\.", "." + region + "."))
              .filter(domain::equals)
              .isPresent();
    }

    @Override
    public String name() {
      return service;
    }

    @Override
    public Optional<AccountId> account() {
      return Optional.empty();
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      keys.put("aws:principalisawsservice", "true").put("aws:principalservicename", service);
      sourceArn.ifPresent(arn -> keys.put("aws:sourcearn", arn.toString()));
      sourceAccount.ifPresent(owner -> keys.put("aws:sourceaccount", owner.value()));
    }
  }

  /** Nobody: a request that is not signed. */
  record Anonymous() implements Principal {
    @Override
    public String name() {
      return "anonymous";
    }

    @Override
    public Optional<AccountId> account() {
      return Optional.empty();
    }

    @Override
    public void addContextKeys(ContextKeys.Builder keys) {
      keys.put("aws:principaltype", "Anonymous").put("aws:principalisawsservice", "false");
    }
  }

  private static void put(
      ContextKeys.Builder keys, String arn, AccountId account, String type, String userId) {
    keys.put("aws:principalarn", arn)
        .put("aws:principalaccount", account.value())
        .put("aws:principaltype", type)
        .put("aws:principalisawsservice", "false")
        .put("aws:userid", userId);
  }
}
