package dev.forebay.function;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.catalog.FunctionCatalog;
import dev.forebay.function.code.CodeDownloads;
import dev.forebay.function.code.CodeInput;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.concurrency.ProvisionedShares;
import dev.forebay.function.configuration.ConfigurationChange;
import dev.forebay.function.definition.FunctionListener;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.lifecycle.DeploymentRules;
import dev.forebay.function.lifecycle.LifecycleApi;
import dev.forebay.function.lifecycle.LifecycleParts;
import dev.forebay.function.store.Rows;
import dev.forebay.function.tag.TagRules;
import dev.forebay.function.version.ListVersionsByFunction;
import dev.forebay.function.version.PublishVersion;
import dev.forebay.function.version.Publisher;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;

/**
 * The Lambda API on functions and what belongs to them, and the catalog from which invocations
 * learn what to run. Thread-safe.
 */
public final class FunctionApi {
  private final Functions functions;
  private final CodeStore store;
  private final CodeDownloads downloads;
  private final FunctionCatalog catalog;
  private final LifecycleApi lifecycle;
  private final PublishVersion publishVersion;
  private final ListVersionsByFunction listVersions;

  /**
   * The API. Opens the folder of unpacked packages and removes what nobody needs.
   *
   * @param storage where everything is kept
   * @param folder where packages are unpacked, such as {@code DATA/code}; made if need be
   * @param clock the time
   * @param random thread-safe, and hard to guess: download links are signed with a key drawn from
   *     it
   * @param buckets where code is fetched that a request names by bucket and key
   */
  public FunctionApi(
      FunctionSettings settings,
      StorageEngine storage,
      Path folder,
      Clock clock,
      RandomGenerator random,
      CodeSource buckets) {
    Rows rows = new Rows(storage, random);
    this.functions = new Functions(rows);
    this.store = new CodeStore(rows, storage.blobs(), folder, clock, settings.codeGrace());
    store.open();
    this.downloads = new CodeDownloads(store, random);
    this.catalog = new FunctionCatalog(functions, store, new ProvisionedShares(functions));
    Revisions revisions = new Revisions(clock, random, settings.settleDelay());
    Publisher publisher = new Publisher(store.uses(), revisions);
    ConfigurationChange configurations =
        new ConfigurationChange((context, arns) -> {
          throw Refusals.invalidParameter("Layer version " + arns.getFirst() + " does not exist.");
        });
    DeploymentRules rules =
        new DeploymentRules(
            TagRules::check,
            (place, arn) -> {
              throw Refusals.signingConfigNotFound(arn);
            });
    this.lifecycle =
        new LifecycleApi(
            new LifecycleParts(
                functions,
                configurations,
                new CodeInput(buckets),
                store,
                downloads,
                rules,
                publisher,
                revisions,
                clock),
            List.of());
    this.publishVersion = new PublishVersion(functions, publisher, revisions, clock);
    this.listVersions = new ListVersionsByFunction(functions, clock);
  }

  /** Adds the handlers to the binding of {@code lambda}. */
  public void register(ServiceBinding.Builder binding) {
    lifecycle.register(binding);
    binding
        .on("PublishVersion", PublishVersionRequest::builder, publishVersion::handle)
        .on("ListVersionsByFunction", ListVersionsByFunctionRequest::builder, listVersions::handle);
  }

  /** What an invocation runs. */
  public FunctionCatalog catalog() {
    return catalog;
  }

  /** Answers the links that GetFunction gives out. */
  public CodeDownloads downloads() {
    return downloads;
  }

  /** Tells the listener of every change from now on. */
  public void listen(FunctionListener listener) {
    functions.listen(listener);
  }

  /** Forgets and removes what was made from storage, after storage itself was reset. */
  public void reset() {
    catalog.reset();
    store.reset();
  }
}
