package dev.forebay.identity.iam;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.identity.policy.PolicyRefusal;
import dev.forebay.identity.policy.Principal;
import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/** The policy simulator, and the condition keys that policies ask for. Thread-safe. */
final class Simulator {
  private static final Pattern ACTION = Pattern.compile("[a-zA-Z0-9-]+:[a-zA-Z0-9*]+");

  private final Context iam;
  private final Directory directory;

  Simulator(Context iam, Directory directory) {
    this.iam = iam;
    this.directory = directory;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("SimulateCustomPolicy", SimulateCustomPolicyRequest::builder, this::custom)
        .on("SimulatePrincipalPolicy", SimulatePrincipalPolicyRequest::builder, this::principal)
        .on(
            "GetContextKeysForCustomPolicy",
            GetContextKeysForCustomPolicyRequest::builder,
            (call, request) ->
                GetContextKeysForCustomPolicyResponse.builder()
                    .contextKeyNames(keys(inputs(request.policyInputList(), PolicyKind.IDENTITY)))
                    .build())
        .on(
            "GetContextKeysForPrincipalPolicy",
            GetContextKeysForPrincipalPolicyRequest::builder,
            (call, request) -> {
              List<NamedPolicy> policies =
                  new ArrayList<>(source(call, request.policySourceArn()).identity());
              policies.addAll(inputs(request.policyInputList(), PolicyKind.IDENTITY));
              return GetContextKeysForPrincipalPolicyResponse.builder()
                  .contextKeyNames(keys(policies))
                  .build();
            });
  }

  /**
   * Whose policies are looked at.
   *
   * @param principal as whom it asks
   * @param tags its tags
   */
  private record Source(
      Principal principal,
      List<NamedPolicy> identity,
      Optional<NamedPolicy> boundary,
      Map<String, String> tags) {}

  private SimulateCustomPolicyResponse custom(
      CallContext call, SimulateCustomPolicyRequest request) {
    Principal asking =
        request.callerArn() == null
            ? new Principal.User(somebody(call), "simulated")
            : source(call, request.callerArn()).principal();
    Simulation simulation =
        new Simulation(
            asking,
            Names.account(call),
            inputs(request.policyInputList(), PolicyKind.IDENTITY),
            inputs(request.permissionsBoundaryPolicyInputList(), PolicyKind.BOUNDARY).stream()
                .findFirst(),
            resource(request.resourcePolicy(), request.callerArn() != null),
            owner(request.resourceOwner()),
            given(request.contextEntries(), Map.of()));
    Page<EvaluationResult> page =
        page(
            simulation,
            request.actionNames(),
            request.resourceArns(),
            request.marker(),
            request.maxItems());
    return SimulateCustomPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private SimulatePrincipalPolicyResponse principal(
      CallContext call, SimulatePrincipalPolicyRequest request) {
    Source source = source(call, request.policySourceArn());
    List<NamedPolicy> policies = new ArrayList<>(source.identity());
    policies.addAll(inputs(request.policyInputList(), PolicyKind.IDENTITY));
    Optional<NamedPolicy> boundary =
        inputs(request.permissionsBoundaryPolicyInputList(), PolicyKind.BOUNDARY).stream()
            .findFirst()
            .or(source::boundary);
    Principal asking =
        request.callerArn() == null
            ? source.principal()
            : source(call, request.callerArn()).principal();
    Simulation simulation =
        new Simulation(
            asking,
            Names.account(call),
            policies,
            boundary,
            resource(request.resourcePolicy(), true),
            owner(request.resourceOwner()),
            given(request.contextEntries(), source.tags()));
    Page<EvaluationResult> page =
        page(
            simulation,
            request.actionNames(),
            request.resourceArns(),
            request.marker(),
            request.maxItems());
    return SimulatePrincipalPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  /** One question of many. */
  private record Case(int place, String action, String resource) {
    String key() {
      return "%09d".formatted(place);
    }
  }

  // Only what is on the page is evaluated.
  private static Page<EvaluationResult> page(
      Simulation simulation,
      List<String> actions,
      List<String> resources,
      @Nullable String marker,
      @Nullable Integer maxItems) {
    List<Case> cases = new ArrayList<>();
    for (String action : actions) {
      if (!ACTION.matcher(action).matches()) {
        throw IamErrors.invalidInput("Invalid action name: " + action);
      }
      for (String resource : resources.isEmpty() ? List.of("*") : resources) {
        cases.add(new Case(cases.size(), action, resource));
      }
    }
    Page<Case> page = Page.of(cases, Case::key, marker, maxItems);
    return new Page<>(
        page.items().stream()
            .map(each -> simulation.evaluate(each.action(), each.resource()))
            .toList(),
        page.truncated(),
        page.marker());
  }

  private Source source(CallContext call, String text) {
    Arn arn =
        Arn.parse(text)
            .filter(parsed -> parsed.account().equals(Names.account(call).value()))
            .orElseThrow(() -> IamErrors.invalidInput("Invalid Entity Arn: " + text));
    Account account = iam.account(call);
    Optional<Names.Located> group = Names.locate(arn, "group");
    if (group.isPresent()) {
      GroupRow row = Groups.get(account, group.get().name());
      return new Source(
          new Principal.User(arn, row.id()),
          directory.granted(account, row, arn),
          Optional.empty(),
          Map.of());
    }
    IamEntity entity = directory.find(account, arn).orElseThrow(() -> missing(arn, text));
    Principal asking =
        switch (entity) {
          case IamEntity.User user -> new Principal.User(user.arn(), user.id());
          case IamEntity.Role role ->
              new Principal.RoleSession(role.arn(), role.id(), "simulation");
        };
    return new Source(asking, entity.policies(), entity.boundary(), entity.tags());
  }

  private static AwsException missing(Arn arn, String text) {
    String name = text.substring(text.lastIndexOf('/') + 1);
    if (arn.resource().startsWith("user/")) {
      return IamErrors.noUser(name);
    }
    return arn.resource().startsWith("role/")
        ? IamErrors.noRole(name)
        : IamErrors.invalidInput("Invalid Entity Arn: " + text);
  }

  private static Arn somebody(CallContext call) {
    return new Arn(Names.partition(call), "iam", "", Names.account(call).value(), "user/simulated");
  }

  private static List<NamedPolicy> inputs(List<String> texts, PolicyKind kind) {
    List<NamedPolicy> policies = new ArrayList<>();
    String list =
        kind == PolicyKind.BOUNDARY ? "PermissionsBoundaryPolicyInputList." : "PolicyInputList.";
    for (String text : texts) {
      policies.add(NamedPolicy.inline(list + (policies.size() + 1), "none", parse(text, kind)));
    }
    return policies;
  }

  private static Optional<NamedPolicy> resource(@Nullable String text, boolean asked) {
    if (text == null) {
      return Optional.empty();
    }
    if (!asked) {
      throw IamErrors.invalidInput(
          "CallerArn is required when a ResourcePolicy is given without a principal.");
    }
    return Optional.of(
        NamedPolicy.inline("ResourcePolicy", "none", parse(text, PolicyKind.RESOURCE)));
  }

  private static PolicyDocument parse(String text, PolicyKind kind) {
    try {
      return PolicyDocument.parse(text, kind);
    } catch (PolicyRefusal refusal) {
      throw IamErrors.invalidInput(String.valueOf(refusal.getMessage()));
    }
  }

  private static Optional<AccountId> owner(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String account = Arn.parse(text).map(Arn::account).orElse(text);
    if (!AccountId.isValid(account)) {
      throw IamErrors.invalidInput("Invalid ResourceOwner: " + text);
    }
    return Optional.of(new AccountId(account));
  }

  private static Map<String, List<String>> given(
      List<ContextEntry> entries, Map<String, String> tags) {
    Map<String, List<String>> given = new TreeMap<>();
    tags.forEach((key, value) ->
        given.put("aws:principaltag/" + key.toLowerCase(Locale.ROOT), List.of(value)));
    for (ContextEntry entry : entries) {
      if (entry.contextKeyName() != null) {
        given.put(entry.contextKeyName().toLowerCase(Locale.ROOT), entry.contextKeyValues());
      }
    }
    return given;
  }

  private static List<String> keys(List<NamedPolicy> policies) {
    Set<String> keys = new TreeSet<>();
    policies.forEach(policy -> keys.addAll(policy.document().contextKeys()));
    return List.copyOf(keys);
  }
}
