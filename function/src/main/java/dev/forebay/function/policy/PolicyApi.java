package dev.forebay.function.policy;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Key;
import dev.forebay.model.Clock;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** The operations on the policies of functions, versions and aliases. Thread-safe. */
public final class PolicyApi {
  private final Functions functions;
  private final Revisions revisions;
  private final Clock clock;

  /** The operations. */
  public PolicyApi(Functions functions, Revisions revisions, Clock clock) {
    this.functions = functions;
    this.revisions = revisions;
    this.clock = clock;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("AddPermission", AddPermissionRequest::builder, this::add)
        .on("GetPolicy", GetPolicyRequest::builder, this::get)
        .on("RemovePermission", RemovePermissionRequest::builder, this::remove);
  }

  private AddPermissionResponse add(CallContext context, AddPermissionRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    if (target.qualifier().filter(Qualifier::isLatest).isPresent()) {
      throw Refusals.invalidParameter("We currently do not support adding policies for $LATEST.");
    }
    Statement statement = RequestedStatement.of(target, request);
    functions.change(
        target.function(),
        edit -> {
          PolicyHolder holder = PolicyHolder.of(edit, target.effectiveQualifier());
          holder.checkRevision(request.revisionId(), clock.now());
          Key key = ResourcePolicy.key(edit.id().name(), target.effectiveQualifier());
          ResourcePolicy policy =
              edit.rows().read(ResourcePolicy.TABLE, key).orElse(ResourcePolicy.EMPTY);
          edit.rows().put(ResourcePolicy.TABLE, key, policy.with(statement));
          holder.change(edit, revisions.next());
          return policy;
        });
    return AddPermissionResponse.builder().statement(PolicyText.statement(statement)).build();
  }

  private GetPolicyResponse get(CallContext context, GetPolicyRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    FunctionId id = target.function();
    Qualifier qualifier = target.effectiveQualifier();
    ResourcePolicy policy =
        functions
            .rows()
            .read(id.place(), ResourcePolicy.TABLE, ResourcePolicy.key(id.name(), qualifier))
            .orElseThrow(Refusals::resourceNotFound);
    return GetPolicyResponse.builder()
        .policy(policy.text())
        .revisionId(revision(id, qualifier).orElseThrow(Refusals::resourceNotFound))
        .build();
  }

  private Optional<String> revision(FunctionId id, Qualifier qualifier) {
    if (qualifier.isAlias()) {
      return functions.findAlias(id, qualifier.value()).map(alias -> alias.revision());
    }
    return functions
        .findVersion(id, qualifier)
        .map(version -> version.lifecycle().revision(clock.now()));
  }

  private RemovePermissionResponse remove(CallContext context, RemovePermissionRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    FunctionId id = target.function();
    functions.<LambdaFunction>change(
        id,
        () -> Refusals.notFound("No policy found for: " + id.arn()),
        edit -> remove(edit, target.effectiveQualifier(), request));
    return RemovePermissionResponse.builder().build();
  }

  private LambdaFunction remove(Edit edit, Qualifier qualifier, RemovePermissionRequest request) {
    PolicyHolder holder = PolicyHolder.of(edit, qualifier);
    Key key = ResourcePolicy.key(edit.id().name(), qualifier);
    ResourcePolicy rest =
        edit.rows()
            .read(ResourcePolicy.TABLE, key)
            .orElseThrow(
                () -> Refusals.notFound("No policy is associated with the given resource."))
            .without(request.statementId());
    holder.checkRevision(request.revisionId(), clock.now());
    if (rest.statements().isEmpty()) {
      edit.rows().delete(ResourcePolicy.TABLE, key);
    } else {
      edit.rows().put(ResourcePolicy.TABLE, key, rest);
    }
    holder.change(edit, revisions.next());
    return edit.function();
  }
}
