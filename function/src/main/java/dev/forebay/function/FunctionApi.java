package dev.forebay.function;

import dev.forebay.function.account.AccountApi;
import dev.forebay.function.alias.AliasApi;
import dev.forebay.function.catalog.FunctionCatalog;
import dev.forebay.function.code.CodeDownloads;
import dev.forebay.function.code.CodeInput;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.concurrency.ConcurrencyBudget;
import dev.forebay.function.concurrency.ProvisionedApi;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.concurrency.ProvisionedConcurrency;
import dev.forebay.function.concurrency.ProvisionedShares;
import dev.forebay.function.concurrency.ReservedApi;
import dev.forebay.function.configuration.ConfigurationChange;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.function.definition.FunctionListener;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.eventinvoke.EventInvokeApi;
import dev.forebay.function.eventinvoke.EventInvokeSettings;
import dev.forebay.function.layer.LayerApi;
import dev.forebay.function.lifecycle.DeploymentRules;
import dev.forebay.function.lifecycle.LifecycleApi;
import dev.forebay.function.lifecycle.LifecycleParts;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.policy.AttachedPolicies;
import dev.forebay.function.policy.PolicyApi;
import dev.forebay.function.policy.ResourcePolicy;
import dev.forebay.function.recursion.RecursionApi;
import dev.forebay.function.runtime.RuntimeManagement;
import dev.forebay.function.runtime.RuntimeManagementApi;
import dev.forebay.function.signing.SigningApi;
import dev.forebay.function.signing.SigningConfigs;
import dev.forebay.function.signing.SigningLinks;
import dev.forebay.function.store.Rows;
import dev.forebay.function.store.Table;
import dev.forebay.function.tag.FunctionTags;
import dev.forebay.function.tag.TagApi;
import dev.forebay.function.tag.Taggable;
import dev.forebay.function.url.UrlApi;
import dev.forebay.function.url.UrlConfig;
import dev.forebay.function.url.UrlDirectory;
import dev.forebay.function.version.Publisher;
import dev.forebay.function.version.VersionApi;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.Qualifier;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The Lambda API on functions and what belongs to them, and the catalog from which invocations
 * learn what to run. Thread-safe.
 */
public final class FunctionApi {
  /** Whose rows belong to a function and one qualifier of it, and go with them. */
  private static final List<Table<?>> ATTACHED =
      List.of(
          ResourcePolicy.TABLE,
          ProvisionedConcurrency.TABLE,
          EventInvokeSettings.TABLE,
          UrlConfig.TABLE,
          RuntimeManagement.TABLE);

  private final Rows rows;
  private final Functions functions;
  private final CodeStore store;
  private final CodeDownloads downloads;
  private final FunctionCatalog catalog;
  private final TagApi tags;
  private final FunctionTags functionTags;
  private final ConcurrencyBudget budget;
  private final AttachedPolicies policies;
  private final LayerApi layers;
  private final UrlDirectory urls;
  private final List<Consumer<ServiceBinding.Builder>> operations;

  /**
   * The API. Opens the folder of unpacked packages and removes what nobody needs.
   *
   * @param storage where everything is kept
   * @param folder where packages are unpacked, such as {@code DATA/code}; made if need be
   * @param clock the time
   * @param random thread-safe, and hard to guess: download links are signed with a key drawn from
   *     it
   * @param buckets where code is fetched that a request names by bucket and key
   * @param capacity how many provisioned environments there are
   * @param roles which roles functions may run as
   */
  public FunctionApi(
      FunctionSettings settings,
      StorageEngine storage,
      Path folder,
      Clock clock,
      RandomGenerator random,
      CodeSource buckets,
      ProvisionedCapacity capacity,
      ExecutionRoles roles) {
    this.rows = new Rows(storage, random);
    this.functions = new Functions(rows);
    this.store = new CodeStore(rows, storage.blobs(), folder, clock, settings.codeGrace());
    store.open();
    this.downloads = new CodeDownloads(store, random);
    this.catalog = new FunctionCatalog(functions, store, new ProvisionedShares(functions));
    Revisions revisions = new Revisions(clock, random, settings.settleDelay());
    CodeInput input = new CodeInput(buckets);
    this.policies = new AttachedPolicies(rows);
    this.urls = new UrlDirectory(rows);
    functions.listen(policies);
    this.layers = new LayerApi(rows, input, store, downloads, revisions, clock);
    SigningConfigs signing = new SigningConfigs(rows);
    Publisher publisher = new Publisher(store.uses(), revisions);
    this.budget = new ConcurrencyBudget(functions, settings.accountConcurrency());
    LifecycleParts parts =
        new LifecycleParts(
            functions,
            new ConfigurationChange(layers.choice(), roles),
            input,
            store,
            downloads,
            new DeploymentRules(signing),
            publisher,
            revisions,
            clock);
    this.functionTags = new FunctionTags(functions);
    this.tags = new TagApi(List.of(functionTags, signing));
    this.operations =
        List.of(
            new LifecycleApi(parts, ATTACHED)::register,
            new VersionApi(functions, publisher, revisions, clock)::register,
            new AliasApi(functions, revisions, ATTACHED)::register,
            layers::register,
            new PolicyApi(functions, revisions, clock)::register,
            tags::register,
            new ReservedApi(functions, budget)::register,
            new ProvisionedApi(functions, budget, capacity, clock)::register,
            new EventInvokeApi(functions, clock, roles)::register,
            new UrlApi(functions, clock, random)::register,
            new SigningApi(rows, signing, clock, random)::register,
            new SigningLinks(functions, signing)::register,
            new RuntimeManagementApi(functions)::register,
            new RecursionApi(functions)::register,
            new AccountApi(rows, store.uses(), budget)::register);
  }

  /** Adds the handlers to the binding of {@code lambda}. */
  public void register(ServiceBinding.Builder binding) {
    operations.forEach(operation -> operation.accept(binding));
  }

  /** What an invocation runs. */
  public FunctionCatalog catalog() {
    return catalog;
  }

  /** The tags of a function as they are now; none when it does not exist. */
  public Map<String, String> tags(Arn resource) {
    return functionTags.find(resource);
  }

  /**
   * The policy of a function, version, alias or layer version as it is now, as a text; empty when
   * there is none.
   */
  public Optional<String> policy(Arn resource) {
    return resource.resource().startsWith("layer:")
        ? layers.policy(resource)
        : policies.text(resource);
  }

  /** What function URLs lead to. */
  public UrlDirectory urls() {
    return urls;
  }

  /** How an account's concurrency is shared out. */
  public ConcurrencyBudget budget() {
    return budget;
  }

  /** The versions and aliases, of all accounts and regions, that have provisioned concurrency. */
  public List<FunctionTarget> provisioned() {
    return rows.places().stream()
        .flatMap(place ->
            rows.list(place, ProvisionedConcurrency.TABLE).stream()
                .map(entry ->
                    new FunctionTarget(
                        new FunctionId(place, entry.key().word(0)),
                        Optional.of(new Qualifier(entry.key().word(1))))))
        .toList();
  }

  /** Answers the links that GetFunction and GetLayerVersion give out. */
  public CodeDownloads downloads() {
    return downloads;
  }

  /** Tells the listener of every change from now on. */
  public void listen(FunctionListener listener) {
    functions.listen(listener);
  }

  /** Lets the operations on tags reach a kind of resource that another module keeps. */
  public void addTaggable(Taggable kind) {
    tags.add(kind);
  }

  /**
   * Resets storage, and forgets and removes what was made from it. What is being created meanwhile
   * is gone or whole afterwards.
   *
   * @param storage resets the engine
   */
  public void reset(Runnable storage) {
    store.reset(() -> {
      storage.run();
      catalog.reset();
      policies.reset();
      urls.reset();
    });
  }
}
