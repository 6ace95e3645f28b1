package dev.forebay.function.alias;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Conditions;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

/** The operations on aliases. Thread-safe. */
public final class AliasApi {
  private static final int PAGE = 50;

  private final Functions functions;
  private final Revisions revisions;
  private final List<Table<?>> attached;

  /**
   * The operations.
   *
   * @param attached the tables whose rows go with an alias: their keys are function and qualifier
   */
  public AliasApi(Functions functions, Revisions revisions, List<Table<?>> attached) {
    this.functions = functions;
    this.revisions = revisions;
    this.attached = List.copyOf(attached);
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateAlias", CreateAliasRequest::builder, this::create)
        .on("GetAlias", GetAliasRequest::builder, this::get)
        .on("UpdateAlias", UpdateAliasRequest::builder, this::update)
        .on("DeleteAlias", DeleteAliasRequest::builder, this::delete)
        .on("ListAliases", ListAliasesRequest::builder, this::list);
  }

  private CreateAliasResponse create(CallContext context, CreateAliasRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    Alias alias =
        new Alias(
            request.name(),
            request.functionVersion(),
            Optional.ofNullable(request.description()).orElse(""),
            AliasRules.additional(request.functionVersion(), weights(request.routingConfig())),
            revisions.next());
    functions.change(
        id,
        edit -> {
          Key key = Key.of(id.name(), alias.name());
          if (edit.rows().read(FunctionTables.ALIASES, key).isPresent()) {
            throw Refusals.conflict("Alias already exists: " + arn(id, alias.name()));
          }
          AliasRules.checkTargets(edit, alias);
          edit.rows().put(FunctionTables.ALIASES, key, alias);
          return alias;
        });
    return Members.copy(AliasAnswer.of(id, alias), CreateAliasResponse.builder()).build();
  }

  private GetAliasResponse get(CallContext context, GetAliasRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    functions.get(id);
    Alias alias =
        functions
            .findAlias(id, request.name())
            .orElseThrow(
                () -> Refusals.notFound("Cannot find alias arn: " + arn(id, request.name())));
    return Members.copy(AliasAnswer.of(id, alias), GetAliasResponse.builder()).build();
  }

  private UpdateAliasResponse update(CallContext context, UpdateAliasRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    Alias alias = functions.change(id, edit -> update(edit, request));
    return Members.copy(AliasAnswer.of(id, alias), UpdateAliasResponse.builder()).build();
  }

  private Alias update(Edit edit, UpdateAliasRequest request) {
    Key key = Key.of(edit.id().name(), request.name());
    Alias before =
        edit.rows()
            .read(FunctionTables.ALIASES, key)
            .orElseThrow(
                () -> Refusals.notFound("Alias not found: " + arn(edit.id(), request.name())));
    Conditions.revision(request.revisionId(), before.revision(), "GetFunction/GetAlias");
    String version = Optional.ofNullable(request.functionVersion()).orElse(before.version());
    Map<String, Double> weights =
        request.routingConfig() == null ? weights(before) : weights(request.routingConfig());
    Alias after =
        new Alias(
            before.name(),
            version,
            Optional.ofNullable(request.description()).orElse(before.description()),
            AliasRules.additional(version, weights),
            revisions.next());
    AliasRules.checkTargets(edit, after);
    edit.rows().put(FunctionTables.ALIASES, key, after);
    edit.announce(
        new FunctionChange.ProvisionedConcurrencySet(edit.id(), new Qualifier(after.name())));
    return after;
  }

  private DeleteAliasResponse delete(CallContext context, DeleteAliasRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    functions.change(
        id,
        edit -> {
          Key key = Key.of(id.name(), request.name());
          if (edit.rows().read(FunctionTables.ALIASES, key).isPresent()) {
            edit.rows().delete(FunctionTables.ALIASES, key);
            attached.forEach(table -> edit.rows().delete(table, key));
            edit.announce(
                new FunctionChange.ProvisionedConcurrencySet(id, new Qualifier(request.name())));
          }
          return edit;
        });
    return DeleteAliasResponse.builder().build();
  }

  private ListAliasesResponse list(CallContext context, ListAliasesRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    functions.get(id);
    String version = request.functionVersion();
    List<Alias> aliases =
        functions.rows().list(id.place(), FunctionTables.ALIASES, Key.of(id.name())).stream()
            .map(Entry::value)
            .filter(alias -> version == null || alias.versions().contains(version))
            .toList();
    Page<Alias> page =
        Page.of(
            Page.Wanted.of("aliases of " + id.arn(), request.marker(), request.maxItems(), PAGE),
            aliases,
            Alias::name);
    return ListAliasesResponse.builder()
        .aliases(page.map(alias -> AliasAnswer.of(id, alias)).items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private static Map<String, Double> weights(@Nullable AliasRoutingConfiguration routing) {
    return routing == null ? Map.of() : routing.additionalVersionWeights();
  }

  private static Map<String, Double> weights(Alias alias) {
    return alias
        .additional()
        .map(additional -> Map.of(additional.version(), additional.weight()))
        .orElse(Map.of());
  }

  private static String arn(FunctionId id, String alias) {
    return id.arn(new Qualifier(alias)).toString();
  }
}
