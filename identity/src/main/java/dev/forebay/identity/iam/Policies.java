package dev.forebay.identity.iam;

import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;

/** Managed policies ("Managed policies and inline policies"). Thread-safe. */
final class Policies {
  private static final int MOST = 1_500;
  private static final int MOST_LETTERS = 6_144;

  private final Context iam;

  Policies(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreatePolicy", CreatePolicyRequest::builder, this::create)
        .on("GetPolicy", GetPolicyRequest::builder, this::get)
        .on("ListPolicies", ListPoliciesRequest::builder, this::list)
        .on("DeletePolicy", DeletePolicyRequest::builder, this::delete);
  }

  /** A document of a version, if it is no longer than it may be. */
  static Document document(String text) {
    Document document = Documents.check(text, PolicyKind.MANAGED);
    if (document.size() > MOST_LETTERS) {
      throw IamErrors.quota("PolicySize", MOST_LETTERS);
    }
    return document;
  }

  /** A policy of the account's own, to be changed. */
  ManagedPolicies.Found own(Account account, String arn) {
    ManagedPolicies.Found found = iam.policies().get(account, arn);
    if (found.isOfAws()) {
      throw new AwsException(
          "AccessDenied", 403, "Policy " + arn + " is managed by AWS and cannot be changed.");
    }
    return found;
  }

  /** As answers have a policy, with all of it. */
  Policy wire(Account account, ManagedPolicies.Found found) {
    return summary(found, ManagedPolicies.attachments(account), ManagedPolicies.boundaries(account))
        .toBuilder()
        .description(found.row().description().orElse(null))
        .tags(Tags.wire(found.row().tags()))
        .build();
  }

  private static Policy summary(
      ManagedPolicies.Found found, Map<String, Integer> attached, Map<String, Integer> bounding) {
    PolicyRow row = found.row();
    String arn = found.arn().toString();
    return Policy.builder()
        .policyName(row.name())
        .policyId(row.id())
        .arn(arn)
        .path(row.path())
        .defaultVersionId("v" + row.defaultVersion())
        .attachmentCount(attached.getOrDefault(arn, 0))
        .permissionsBoundaryUsageCount(bounding.getOrDefault(arn, 0))
        .isAttachable(true)
        .createDate(Instant.ofEpochSecond(row.created()))
        .updateDate(Instant.ofEpochSecond(row.updated()))
        .build();
  }

  private CreatePolicyResponse create(CallContext call, CreatePolicyRequest request) {
    String name = Names.check(request.policyName(), "policyName");
    Document document = document(request.policyDocument());
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.POLICY, name).isPresent()) {
            throw IamErrors.exists(
                "A policy called " + name + " already exists. Duplicate names are not allowed.");
          }
          if (change.account().count(Kind.POLICY) >= MOST) {
            throw IamErrors.quota("PoliciesPerAccount", MOST);
          }
          PolicyRow row =
              new PolicyRow(
                  name,
                  Names.path(request.path()),
                  iam.newId(UniqueId.MANAGED_POLICY),
                  iam.now(),
                  iam.now(),
                  Optional.ofNullable(request.description()).filter(text -> !text.isEmpty()),
                  Tags.read(request.tags()),
                  List.of(new PolicyRow.Version(1, document, iam.now())),
                  1,
                  1);
          change.put(Kind.POLICY, row);
          return CreatePolicyResponse.builder()
              .policy(
                  wire(
                      change.account(),
                      new ManagedPolicies.Found(Names.arn(call, "policy", row), row)))
              .build();
        });
  }

  private GetPolicyResponse get(CallContext call, GetPolicyRequest request) {
    Account account = iam.account(call);
    return GetPolicyResponse.builder()
        .policy(wire(account, iam.policies().get(account, request.policyArn())))
        .build();
  }

  private ListPoliciesResponse list(CallContext call, ListPoliciesRequest request) {
    Account account = iam.account(call);
    Map<String, Integer> attached = ManagedPolicies.attachments(account);
    Map<String, Integer> bounding = ManagedPolicies.boundaries(account);
    Map<String, Integer> used =
        request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY ? bounding : attached;
    boolean onlyUsed = Boolean.TRUE.equals(request.onlyAttached());
    List<ManagedPolicies.Found> all = new ArrayList<>();
    if (request.scope() != PolicyScopeType.AWS) {
      all.addAll(iam.policies().ofAccount(Names.partition(call), account));
    }
    if (request.scope() != PolicyScopeType.LOCAL) {
      all.addAll(iam.policies().ofAws(Names.partition(call)));
    }
    List<ManagedPolicies.Found> shown =
        all.stream()
            .filter(found -> Names.isUnder(found.row().path(), request.pathPrefix()))
            .filter(found -> !onlyUsed || used.containsKey(found.arn().toString()))
            .filter(found ->
                request.policyUsageFilter() != PolicyUsageType.PERMISSIONS_BOUNDARY
                    || used.containsKey(found.arn().toString()))
            .sorted(Comparator.comparing(Policies::order))
            .toList();
    Page<ManagedPolicies.Found> page =
        Page.of(shown, Policies::order, request.marker(), request.maxItems());
    return ListPoliciesResponse.builder()
        .policies(page.items().stream().map(found -> summary(found, attached, bounding)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  // The account's own first.
  private static String order(ManagedPolicies.Found found) {
    return (found.isOfAws() ? "2/" : "1/") + Kind.fold(found.row().name());
  }

  private DeletePolicyResponse delete(CallContext call, DeletePolicyRequest request) {
    return iam.change(
        call,
        change -> {
          ManagedPolicies.Found found = own(change.account(), request.policyArn());
          String arn = found.arn().toString();
          if (ManagedPolicies.attachments(change.account()).containsKey(arn)
              || ManagedPolicies.boundaries(change.account()).containsKey(arn)) {
            throw IamErrors.deleteConflict("Cannot delete a policy attached to entities.");
          }
          if (found.row().versions().size() > 1) {
            throw IamErrors.deleteConflict(
                "This policy has more than one version. Before you delete a policy, you must"
                    + " delete the policy's versions. The default version is deleted with the"
                    + " policy.");
          }
          change.delete(Kind.POLICY, found.row());
          return DeletePolicyResponse.builder().build();
        });
  }
}
