package dev.forebay.identity.policy;

import java.util.List;
import java.util.Set;

/** The principals that a statement is about. Immutable. */
sealed interface PrincipalSet {
  /** How closely the statement names somebody; {@link Naming#NOT} when it is not about it. */
  Naming names(Principal asking);

  /** Adds the ARNs of the users and roles that the statement names. */
  void addEntities(Set<String> arns);

  /** The holder of the policy, whoever asks: the statement names nobody. */
  record Holder() implements PrincipalSet {
    @Override
    public Naming names(Principal asking) {
      return Naming.DIRECTLY;
    }

    @Override
    public void addEntities(Set<String> arns) {}
  }

  /**
   * {@code Principal}.
   *
   * @param names at least one
   */
  record Only(List<PrincipalName> names) implements PrincipalSet {
    /** Copies the list. */
    public Only {
      names = List.copyOf(names);
    }

    @Override
    public Naming names(Principal asking) {
      return closest(names, asking);
    }

    @Override
    public void addEntities(Set<String> arns) {
      names.forEach(name -> name.entity().ifPresent(arns::add));
    }
  }

  /**
   * {@code NotPrincipal}, which stands in denials only. Who is to be spared must be named with its
   * account, and a session with its role too, because AWS "might validate the account first" ("AWS
   * JSON policy elements: NotPrincipal").
   *
   * @param names at least one
   */
  record AllBut(List<PrincipalName> names) implements PrincipalSet {
    /** Copies the list. */
    public AllBut {
      names = List.copyOf(names);
    }

    @Override
    public Naming names(Principal asking) {
      return spares(asking) ? Naming.NOT : Naming.DIRECTLY;
    }

    @Override
    public void addEntities(Set<String> arns) {
      names.forEach(name -> name.entity().ifPresent(arns::add));
    }

    private boolean spares(Principal asking) {
      if (closest(names, asking) != Naming.DIRECTLY) {
        return false;
      }
      boolean everybody = names.stream().anyMatch(PrincipalName.Everybody.class::isInstance);
      return switch (asking) {
        case Principal.User user -> everybody || has(asking, Naming.BY_ACCOUNT);
        case Principal.RoleSession session ->
            everybody || (has(asking, Naming.BY_ACCOUNT) && has(asking, Naming.BY_ENTITY));
        case Principal.FederatedUser session ->
            everybody
                || (has(asking, Naming.BY_ACCOUNT)
                    && (has(asking, Naming.BY_ENTITY)
                        || session.issuer() instanceof Principal.Root));
        case Principal.Root root -> true;
        case Principal.Service service -> true;
        case Principal.WebIdentity identity -> true;
        case Principal.Anonymous nobody -> true;
      };
    }

    private boolean has(Principal asking, Naming naming) {
      return names.stream().anyMatch(name -> name.names(asking) == naming);
    }
  }

  private static Naming closest(List<PrincipalName> names, Principal asking) {
    Naming closest = Naming.NOT;
    for (PrincipalName name : names) {
      Naming naming = name.names(asking);
      if (naming.compareTo(closest) > 0) {
        closest = naming;
      }
    }
    return closest;
  }
}
