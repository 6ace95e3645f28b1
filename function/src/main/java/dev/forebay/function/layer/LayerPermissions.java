package dev.forebay.function.layer;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Conditions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.policy.PolicyText;
import dev.forebay.function.policy.Principal;
import dev.forebay.function.policy.ResourcePolicy;
import dev.forebay.function.policy.Statement;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddLayerVersionPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemoveLayerVersionPermissionResponse;

/** The operations on the policies of layer versions. Thread-safe. */
final class LayerPermissions {
  private static final String APIS = "GetLayerPolicy";

  private final Rows rows;
  private final Revisions revisions;

  LayerPermissions(Rows rows, Revisions revisions) {
    this.rows = rows;
    this.revisions = revisions;
  }

  AddLayerVersionPermissionResponse add(
      CallContext context, AddLayerVersionPermissionRequest request) {
    LayerId.Version id =
        LayerApi.own(context, request.layerName()).version(request.versionNumber());
    Statement statement = statement(id, request);
    LayerVersion.Policy policy = change(id, request.revisionId(), before -> before.with(statement));
    return AddLayerVersionPermissionResponse.builder()
        .statement(PolicyText.statement(statement))
        .revisionId(policy.revision())
        .build();
  }

  GetLayerVersionPolicyResponse get(CallContext context, GetLayerVersionPolicyRequest request) {
    LayerId.Version id =
        LayerApi.own(context, request.layerName()).version(request.versionNumber());
    LayerVersion.Policy policy =
        rows.read(
                id.layer().place(),
                LayerVersion.TABLE,
                LayerVersion.key(id.layer().name(), id.version()))
            .orElseThrow(() -> missing(id))
            .policy()
            .orElseThrow(
                () -> Refusals.notFound("No policy is associated with the given resource."));
    return GetLayerVersionPolicyResponse.builder()
        .policy(policy.statements().text())
        .revisionId(policy.revision())
        .build();
  }

  RemoveLayerVersionPermissionResponse remove(
      CallContext context, RemoveLayerVersionPermissionRequest request) {
    LayerId.Version id =
        LayerApi.own(context, request.layerName()).version(request.versionNumber());
    change(id, request.revisionId(), before -> before.without(request.statementId()));
    return RemoveLayerVersionPermissionResponse.builder().build();
  }

  private static Statement statement(LayerId.Version id, AddLayerVersionPermissionRequest request) {
    List<Statement.Condition> conditions =
        Optional.ofNullable(request.organizationId()).filter(o -> !o.isEmpty()).stream()
            .map(o -> new Statement.Condition("StringEquals", "aws:PrincipalOrgID", o))
            .toList();
    return new Statement(
        request.statementId(),
        Principal.parse(request.principal(), id.layer().place().region().partition()),
        request.action(),
        id.arn().toString(),
        conditions);
  }

  private LayerVersion.Policy change(
      LayerId.Version id,
      @Nullable String expected,
      Function<ResourcePolicy, ResourcePolicy> change) {
    return rows.change(id.layer().place(), attempt -> change(attempt, id, expected, change));
  }

  private LayerVersion.Policy change(
      Attempt attempt,
      LayerId.Version id,
      @Nullable String expected,
      Function<ResourcePolicy, ResourcePolicy> change) {
    Key key = LayerVersion.key(id.layer().name(), id.version());
    LayerVersion version = attempt.read(LayerVersion.TABLE, key).orElseThrow(() -> missing(id));
    ResourcePolicy before =
        version.policy().map(LayerVersion.Policy::statements).orElse(ResourcePolicy.EMPTY);
    Conditions.revision(
        expected, version.policy().map(LayerVersion.Policy::revision).orElse(""), APIS);
    LayerVersion.Policy after = new LayerVersion.Policy(change.apply(before), revisions.next());
    attempt.put(
        LayerVersion.TABLE,
        key,
        version.with(Optional.of(after).filter(p -> !p.statements().statements().isEmpty())));
    return after;
  }

  private static RuntimeException missing(LayerId.Version id) {
    return Refusals.notFound("Layer version " + id.arn() + " does not exist.");
  }
}
