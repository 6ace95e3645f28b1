package dev.forebay.wire;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.Optional;

/** Who makes a call. Immutable. */
public sealed interface Caller {
  /** The caller's ARN, or a service's principal name, as denials spell it. */
  String name();

  /**
   * The root user of an account.
   *
   * @param account the account
   */
  record Root(AccountId account) implements Caller {
    @Override
    public String name() {
      return "arn:aws:iam::" + account + ":root";
    }
  }

  /**
   * An IAM user.
   *
   * @param arn the user's ARN
   * @param userId its unique id, {@code AIDA…}
   */
  record User(Arn arn, String userId) implements Caller {
    @Override
    public String name() {
      return arn.toString();
    }
  }

  /**
   * A session of an assumed role.
   *
   * @param role the role's ARN
   * @param roleId its unique id, {@code AROA…}
   * @param sessionName the session's name; for a function's own calls the function's name
   * @param facts what was said when the session was made
   */
  record RoleSession(Arn role, String roleId, String sessionName, SessionFacts facts)
      implements Caller {
    /** A session of which nothing was said. */
    public RoleSession(Arn role, String roleId, String sessionName) {
      this(role, roleId, sessionName, SessionFacts.NONE);
    }

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
  }

  /**
   * A session that a user handed on by {@code GetFederationToken}.
   *
   * @param issuer the user's ARN, or the account's root user's
   * @param issuerId the user's unique id, {@code AIDA…}, or the account for the root user
   * @param sessionName the name that was given to it
   * @param facts what was said when the session was made
   */
  record FederatedUser(Arn issuer, String issuerId, String sessionName, SessionFacts facts)
      implements Caller {
    @Override
    public String name() {
      return "arn:"
          + issuer.partition()
          + ":sts::"
          + issuer.account()
          + ":federated-user/"
          + sessionName;
    }

    /** The unique id of the session, as {@code aws:userid} has it. */
    public String userId() {
      return issuer.account() + ":" + sessionName;
    }

    /** Whether the root user handed it on. */
    public boolean isOfRoot() {
      return issuer.resource().equals("root");
    }
  }

  /**
   * An AWS service acting for a resource.
   *
   * @param principal such as {@code s3.amazonaws.com}
   * @param sourceArn the resource on whose behalf it acts
   * @param sourceAccount the owner of that resource
   */
  record Service(String principal, Optional<Arn> sourceArn, Optional<AccountId> sourceAccount)
      implements Caller {
    @Override
    public String name() {
      return principal;
    }
  }

  /** Nobody: an unsigned request, where an operation allows one. */
  record Anonymous() implements Caller {
    @Override
    public String name() {
      return "Anonymous";
    }
  }
}
