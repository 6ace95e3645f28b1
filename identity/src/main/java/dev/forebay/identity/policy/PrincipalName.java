package dev.forebay.identity.policy;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One principal as a statement names it. Immutable. */
sealed interface PrincipalName {
  /** The members that a {@code Principal} object may have. */
  Set<String> TYPES = Set.of("AWS", "Service", "Federated", "CanonicalUser");

  /** A service's or provider's domain name. */
  Pattern DOMAIN = Pattern.compile("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,10}");

  /** The unique id that AWS shows for a deleted principal. */
  Pattern UNIQUE_ID = Pattern.compile("A[A-Z]{3}[A-Z0-9]{12,124}");

  /** A canonical user id of S3. */
  Pattern CANONICAL = Pattern.compile("[0-9a-f]{64}");

  /** Whether a {@code Principal} object may have this member. */
  static boolean isType(String type) {
    return TYPES.contains(type);
  }

  /** The principal that a text names under a member, if it names one. */
  static Optional<PrincipalName> parse(String type, String text) {
    return switch (type) {
      case "AWS" -> parseAws(text);
      case "Service" -> matching(DOMAIN, text).map(ServiceName::new);
      case "Federated" ->
          isProviderArn(text)
              ? Optional.of(new Provider(text))
              : matching(DOMAIN, text).map(Provider::new);
      case "CanonicalUser" -> matching(CANONICAL, text).map(Unmatched::new);
      default -> Optional.empty();
    };
  }

  /** How closely it names somebody. */
  Naming names(Principal asking);

  /** The ARN of the user or role that it names, if it is such a name. */
  default Optional<String> entity() {
    return switch (this) {
      case UserName user -> Optional.of(user.arn().toString());
      case RoleName role -> Optional.of(role.arn().toString());
      case Everybody all -> Optional.empty();
      case Account account -> Optional.empty();
      case SessionName session -> Optional.empty();
      case UniqueId id -> Optional.empty();
      case ServiceName service -> Optional.empty();
      case Provider provider -> Optional.empty();
      case Unmatched nobody -> Optional.empty();
    };
  }

  private static Optional<PrincipalName> parseAws(String text) {
    if (text.equals("*")) {
      return Optional.of(new Everybody());
    }
    if (AccountId.isValid(text)) {
      return Optional.of(new Account(text));
    }
    if (UNIQUE_ID.matcher(text).matches()) {
      return Optional.of(new UniqueId(text));
    }
    return Arn.parse(text)
        .filter(arn -> arn.region().isEmpty() && AccountId.isValid(arn.account()))
        .filter(arn -> text.indexOf('*') < 0 && text.indexOf('?') < 0)
        .flatMap(PrincipalName::ofArn);
  }

  private static Optional<PrincipalName> ofArn(Arn arn) {
    String resource = arn.resource();
    if (arn.service().equals("iam")) {
      if (resource.equals("root")) {
        return Optional.of(new Account(arn.account()));
      }
      if (named(resource, "user/")) {
        return Optional.of(new UserName(arn));
      }
      return named(resource, "role/") ? Optional.of(new RoleName(arn)) : Optional.empty();
    }
    boolean session =
        arn.service().equals("sts")
            && (named(resource, "federated-user/")
                || (named(resource, "assumed-role/")
                    && resource.indexOf('/', "assumed-role/".length()) > 0));
    return session ? Optional.of(new SessionName(arn.toString())) : Optional.empty();
  }

  private static boolean named(String resource, String prefix) {
    return resource.startsWith(prefix) && resource.length() > prefix.length();
  }

  private static boolean isProviderArn(String text) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals("iam") && AccountId.isValid(arn.account()))
        .filter(arn ->
            named(arn.resource(), "oidc-provider/") || named(arn.resource(), "saml-provider/"))
        .isPresent();
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return Optional.of(text).filter(whole -> pattern.matcher(whole).matches());
  }

  /** {@code *}: all, those who do not sign and services included. */
  record Everybody() implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return Naming.DIRECTLY;
    }
  }

  /** An account, by its root user's ARN or its twelve digits, which mean the same. */
  record Account(String id) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      if (!asking.isOf(id)) {
        return Naming.NOT;
      }
      return asking instanceof Principal.Root ? Naming.DIRECTLY : Naming.BY_ACCOUNT;
    }
  }

  /** A user. */
  record UserName(Arn arn) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return switch (asking) {
        case Principal.User user when user.arn().equals(arn) -> Naming.DIRECTLY;
        case Principal.FederatedUser session
            when session.issuer() instanceof Principal.User user && user.arn().equals(arn) ->
            Naming.BY_ENTITY;
        default -> Naming.NOT;
      };
    }
  }

  /** A role. */
  record RoleName(Arn arn) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return asking instanceof Principal.RoleSession session && session.role().equals(arn)
          ? Naming.BY_ENTITY
          : Naming.NOT;
    }
  }

  /** A session of a role, or a federated user's. */
  record SessionName(String arn) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      boolean session =
          asking instanceof Principal.RoleSession || asking instanceof Principal.FederatedUser;
      return session && asking.name().equals(arn) ? Naming.DIRECTLY : Naming.NOT;
    }
  }

  /** A user or role by its unique id. */
  record UniqueId(String id) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return switch (asking) {
        case Principal.User user when user.userId().equals(id) -> Naming.DIRECTLY;
        case Principal.RoleSession session when session.roleId().equals(id) -> Naming.BY_ENTITY;
        default -> Naming.NOT;
      };
    }
  }

  /** A service. */
  record ServiceName(String domain) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return asking instanceof Principal.Service service && service.isNamed(domain)
          ? Naming.DIRECTLY
          : Naming.NOT;
    }
  }

  /** An identity provider. */
  record Provider(String name) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return asking instanceof Principal.WebIdentity identity && identity.provider().equals(name)
          ? Naming.DIRECTLY
          : Naming.NOT;
    }
  }

  /** A canonical user of S3, which nobody here is. */
  record Unmatched(String id) implements PrincipalName {
    @Override
    public Naming names(Principal asking) {
      return Naming.NOT;
    }
  }
}
