package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** Versions of managed policies ("Versioning IAM policies"). Thread-safe. */
final class PolicyVersions {
  private static final int MOST = 5;

  private final Context iam;
  private final Policies policies;

  PolicyVersions(Context iam, Policies policies) {
    this.iam = iam;
    this.policies = policies;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreatePolicyVersion", CreatePolicyVersionRequest::builder, this::create)
        .on("GetPolicyVersion", GetPolicyVersionRequest::builder, this::get)
        .on("ListPolicyVersions", ListPolicyVersionsRequest::builder, this::list)
        .on("SetDefaultPolicyVersion", SetDefaultPolicyVersionRequest::builder, this::choose)
        .on("DeletePolicyVersion", DeletePolicyVersionRequest::builder, this::delete);
  }

  /** As lists have a version: without its document. */
  static PolicyVersion summary(PolicyRow row, PolicyRow.Version version) {
    return PolicyVersion.builder()
        .versionId("v" + version.number())
        .isDefaultVersion(version.number() == row.defaultVersion())
        .createDate(Instant.ofEpochSecond(version.created()))
        .build();
  }

  /** As GetPolicyVersion has a version. */
  static PolicyVersion wire(PolicyRow row, PolicyRow.Version version) {
    return summary(row, version).toBuilder().document(version.document().encoded()).build();
  }

  private CreatePolicyVersionResponse create(CallContext call, CreatePolicyVersionRequest request) {
    Document document = Policies.document(request.policyDocument());
    return iam.change(
        call,
        change -> {
          PolicyRow row = policies.own(change.account(), request.policyArn()).row();
          if (row.versions().size() >= MOST) {
            throw IamErrors.limitExceeded(
                "A managed policy can have up to 5 versions. Before you create a new version, you"
                    + " must delete an existing version.");
          }
          int number = row.lastVersion() + 1;
          PolicyRow.Version version = new PolicyRow.Version(number, document, iam.now());
          List<PolicyRow.Version> versions = new ArrayList<>(row.versions());
          versions.add(version);
          PolicyRow changed =
              row.withVersions(
                  versions,
                  Boolean.TRUE.equals(request.setAsDefault()) ? number : row.defaultVersion(),
                  number,
                  iam.now());
          change.put(Kind.POLICY, changed);
          return CreatePolicyVersionResponse.builder()
              .policyVersion(summary(changed, version))
              .build();
        });
  }

  private GetPolicyVersionResponse get(CallContext call, GetPolicyVersionRequest request) {
    PolicyRow row = iam.policies().get(iam.account(call), request.policyArn()).row();
    return GetPolicyVersionResponse.builder()
        .policyVersion(wire(row, version(row, request.policyArn(), request.versionId())))
        .build();
  }

  private ListPolicyVersionsResponse list(CallContext call, ListPolicyVersionsRequest request) {
    PolicyRow row = iam.policies().get(iam.account(call), request.policyArn()).row();
    Page<PolicyRow.Version> page =
        Page.of(
            row.versions().stream()
                .sorted(Comparator.comparingInt(PolicyRow.Version::number).reversed())
                .toList(),
            version -> "%010d".formatted(Integer.MAX_VALUE - version.number()),
            request.marker(),
            request.maxItems());
    return ListPolicyVersionsResponse.builder()
        .versions(page.items().stream().map(version -> summary(row, version)).toList())
        .isTruncated(page.truncated())
        .marker(page.marker())
        .build();
  }

  private SetDefaultPolicyVersionResponse choose(
      CallContext call, SetDefaultPolicyVersionRequest request) {
    return iam.change(
        call,
        change -> {
          PolicyRow row = policies.own(change.account(), request.policyArn()).row();
          int number = version(row, request.policyArn(), request.versionId()).number();
          change.put(
              Kind.POLICY, row.withVersions(row.versions(), number, row.lastVersion(), iam.now()));
          return SetDefaultPolicyVersionResponse.builder().build();
        });
  }

  private DeletePolicyVersionResponse delete(CallContext call, DeletePolicyVersionRequest request) {
    return iam.change(
        call,
        change -> {
          PolicyRow row = policies.own(change.account(), request.policyArn()).row();
          PolicyRow.Version version = version(row, request.policyArn(), request.versionId());
          if (version.number() == row.defaultVersion()) {
            throw IamErrors.deleteConflict("Cannot delete the default version of a policy.");
          }
          List<PolicyRow.Version> left = new ArrayList<>(row.versions());
          left.remove(version);
          change.put(
              Kind.POLICY,
              row.withVersions(left, row.defaultVersion(), row.lastVersion(), row.updated()));
          return DeletePolicyVersionResponse.builder().build();
        });
  }

  private static PolicyRow.Version version(PolicyRow row, String arn, String versionId) {
    return row.versions().stream()
        .filter(version -> ("v" + version.number()).equals(versionId))
        .findFirst()
        .orElseThrow(() ->
            IamErrors.noSuchEntity(
                "Policy "
                    + arn
                    + " version "
                    + versionId
                    + " does not exist or is not attachable."));
  }
}
