package dev.forebay.identity.authorization;

import dev.forebay.identity.RoleIds;
import dev.forebay.identity.actions.Actions;
import dev.forebay.identity.actions.Permission;
import dev.forebay.identity.decision.Question;
import dev.forebay.identity.decision.ResourceSide;
import dev.forebay.identity.decision.Verdict;
import dev.forebay.identity.denial.Denial;
import dev.forebay.identity.denial.Denials;
import dev.forebay.identity.iam.Principals;
import dev.forebay.identity.iam.Standing;
import dev.forebay.identity.policy.AccessRequest;
import dev.forebay.identity.policy.ContextKeys;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Holds every call to policies: what the operation needs comes from the table of {@link Actions},
 * the caller's policies from IAM, the resource's from its service, and {@link
 * dev.forebay.identity.decision.Decision} decides each need. Nothing is remembered from one call to
 * the next, so that a change of a policy holds for the next call. Thread-safe.
 */
public final class PolicyAuthorizer implements Authorizer {
  private static final Decision ALLOWED = new Decision.Allowed();

  private final Actions actions;
  private final Principals principals;
  private final ResourcePolicies resources;
  private final ResourceTags tags;
  private final Enforcement enforcement;
  private final Denials denials;
  private final Clock clock;
  private final RoleTrust trust;
  private final UnknownRoles unknownRoles = new UnknownRoles();

  /**
   * The authorizer.
   *
   * @param actions what operations need
   * @param principals what IAM knows of callers
   * @param resources the policies of resources
   * @param tags the tags of resources
   * @param enforcement who is excepted
   * @param denials what is denied is noted there
   * @param clock conditions compare with it
   */
  public PolicyAuthorizer(
      Actions actions,
      Principals principals,
      ResourcePolicies resources,
      ResourceTags tags,
      Enforcement enforcement,
      Denials denials,
      Clock clock) {
    this.actions = actions;
    this.principals = principals;
    this.resources = resources;
    this.tags = tags;
    this.enforcement = enforcement;
    this.denials = denials;
    this.trust = new RoleTrust(principals, enforcement);
    this.clock = clock;
  }

  @Override
  public Decision decide(CallContext context, String service, String operation, SdkPojo request) {
    List<Permission> needed = actions.needed(context, service, operation, request);
    if (needed.isEmpty()) {
      return ALLOWED;
    }
    Optional<Standing> gathered = Optional.empty();
    Optional<AccountId> first = Optional.empty();
    List<Denial.Refusal> refusals = new ArrayList<>(0);
    for (Permission permission : needed) {
      Optional<Arn> resource = Arn.parse(permission.resource());
      AccountId owner = owner(context, permission, resource);
      first = first.isPresent() ? first : Optional.of(owner);
      if ((isTrustedRoot(context.caller(), owner) && !RoleTrust.concerns(permission.action()))
          || isServiceWithUnknownRole(context.caller(), permission, resource)) {
        continue;
      }
      Standing standing = gathered.orElseGet(() -> standing(context.caller()));
      gathered = Optional.of(standing);
      Question question = question(context, standing, permission, resource, owner);
      if (dev.forebay.identity.decision.Decision.decide(question) instanceof Verdict.Denied denied
          && counts(permission, denied)) {
        refusals.add(new Denial.Refusal(question, denied));
      }
    }
    if (refusals.isEmpty()) {
      return first.get().equals(context.place().account()) || !actions.isShared(service, operation)
          ? ALLOWED
          : new Decision.Allowed(first);
    }
    Denial denial =
        new Denial(context.requestId().value(), clock.now(), service, operation, refusals);
    denials.note(denial);
    return new Decision.Denied(denial.message());
  }

  private boolean counts(Permission permission, Verdict.Denied denied) {
    return switch (permission.demand()) {
      case ALLOWED -> true;
      case NOT_DENIED ->
          enforcement == Enforcement.STRICT
              || denied.reason() instanceof Verdict.Reason.ExplicitDeny;
    };
  }

  private Question question(
      CallContext context,
      Standing standing,
      Permission permission,
      Optional<Arn> resource,
      AccountId owner) {
    Instant now = clock.now();
    ContextKeys keys =
        ContextKeys.lazily(() -> {
          ContextKeys.Builder collected = CallKeys.of(context, standing, now);
          collected.put("aws:resourceaccount", owner.value());
          permission.addTo(collected);
          return collected.resourceTags(() -> resource.map(tags::find).orElse(Map.of()));
        });
    return new Question(
        new AccessRequest(standing.principal(), permission.action(), permission.resource(), keys),
        owner,
        standing.identity(),
        standing.boundary(),
        standing.session(),
        RoleTrust.concerns(permission.action())
            ? trust.side(resource)
            : resource
                .flatMap(resources::find)
                .<ResourceSide>map(ResourceSide.Attached::new)
                .orElse(ResourceSide.SILENT));
  }

  private boolean isTrustedRoot(Caller caller, AccountId owner) {
    return enforcement.trustsRoot()
        && caller instanceof Caller.Root root
        && root.account().equals(owner);
  }

  // A role that IAM does not know has no trust policy that could name the service.
  private boolean isServiceWithUnknownRole(
      Caller caller, Permission permission, Optional<Arn> role) {
    return caller instanceof Caller.Service
        && enforcement.trustsUnknownRoles()
        && RoleTrust.concerns(permission.action())
        && role.isPresent()
        && principals.find(role.get()).isEmpty();
  }

  // Where the ARN does not say whose it is, the call is about the place where it is made. A role
  // that IAM does not know is nobody's, so that a made-up one may be of any account.
  private AccountId owner(CallContext context, Permission permission, Optional<Arn> resource) {
    AccountId place = context.place().account();
    if (resource.isEmpty() || !AccountId.isValid(resource.get().account())) {
      return resource.flatMap(resources::owner).orElse(place);
    }
    if (enforcement.trustsUnknownRoles()
        && permission.action().equals("iam:PassRole")
        && principals.find(resource.get()).isEmpty()) {
      return place;
    }
    return new AccountId(resource.get().account());
  }

  private Standing standing(Caller caller) {
    if (!(caller instanceof Caller.RoleSession session)) {
      return Standing.of(caller, principals);
    }
    Standing standing = Standing.of(session, principals);
    if (standing.known()) {
      return standing;
    }
    if (principals.find(session.role()).isEmpty()) {
      return enforcement.trustsUnknownRoles()
          ? unknownRoles.trusted(session.role(), standing)
          : standing;
    }
    // A session that was made without asking IAM for the role's id: of a service, or from before
    // the role was known. One of a deleted role of the same name has that role's id.
    return session.roleId().equals(RoleIds.of(session.role()))
        ? Standing.of(
            new Caller.RoleSession(
                session.role(),
                principals.roleId(session.role()),
                session.sessionName(),
                session.facts()),
            principals)
        : standing;
  }
}
