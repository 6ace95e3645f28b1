package dev.forebay.function.lifecycle;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.code.CodeUses;
import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.CallContext;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;

/**
 * DeleteFunction: a version, or the function with all that hangs on it but its event source
 * mappings. Thread-safe.
 */
final class DeleteFunction {
  private static final int NO_CONTENT = 204;

  private final Functions functions;
  private final CodeUses uses;
  private final List<Table<?>> attached;

  /**
   * The operation.
   *
   * @param attached the tables whose rows belong to a function: their keys start with its name and
   *     go on with a qualifier
   */
  DeleteFunction(LifecycleParts parts, List<Table<?>> attached) {
    this.functions = parts.functions();
    this.uses = parts.store().uses();
    this.attached = List.copyOf(attached);
  }

  DeleteFunctionResponse handle(CallContext context, DeleteFunctionRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    functions.change(
        target.function(),
        edit -> {
          target
              .qualifier()
              .ifPresentOrElse(qualifier -> deleteVersion(edit, qualifier), () -> deleteAll(edit));
          return edit;
        });
    return DeleteFunctionResponse.builder().statusCode(NO_CONTENT).build();
  }

  private void deleteVersion(Edit edit, Qualifier qualifier) {
    if (qualifier.isLatest()) {
      throw Refusals.invalidParameter(
          "$LATEST version cannot be deleted without deleting the function.");
    }
    if (qualifier.isAlias()) {
      throw Refusals.invalidParameter("Deletion of aliases is not currently supported.");
    }
    String name = edit.id().name();
    for (Entry<Alias> alias : edit.rows().list(FunctionTables.ALIASES, Key.of(name))) {
      if (alias.value().versions().contains(qualifier.value())) {
        throw Refusals.conflict(
            "Version %s cannot be deleted because alias %s points to it."
                .formatted(qualifier, alias.value().name()));
      }
    }
    Optional<Key> key =
        Functions.versionNumber(qualifier).map(number -> FunctionTables.version(name, number));
    Optional<FunctionVersion> version =
        key.flatMap(k -> edit.rows().read(FunctionTables.VERSIONS, k));
    if (version.isEmpty()) {
      return;
    }
    uses.remove(edit.rows(), name, version.get());
    edit.rows().delete(FunctionTables.VERSIONS, key.get());
    attached.forEach(table -> edit.rows().delete(table, Key.of(name, qualifier.value())));
    edit.announce(new FunctionChange.VersionDeleted(edit.id(), qualifier.value()));
  }

  private void deleteAll(Edit edit) {
    Key name = Key.of(edit.id().name());
    uses.remove(edit.rows(), edit.id().name(), edit.function().latest());
    for (Entry<FunctionVersion> version : edit.rows().list(FunctionTables.VERSIONS, name)) {
      uses.remove(edit.rows(), edit.id().name(), version.value());
      edit.rows().delete(FunctionTables.VERSIONS, version.key());
    }
    edit.rows().deleteAll(FunctionTables.ALIASES, name);
    attached.forEach(table -> edit.rows().deleteAll(table, name));
    edit.delete();
    edit.announce(new FunctionChange.Deleted(edit.id()));
  }
}
