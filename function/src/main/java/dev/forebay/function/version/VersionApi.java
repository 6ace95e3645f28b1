package dev.forebay.function.version;

import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.model.Clock;
import dev.forebay.wire.ServiceBinding;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;

/** The operations on versions. Thread-safe. */
public final class VersionApi {
  private final PublishVersion publish;
  private final ListVersionsByFunction list;

  /** The operations. */
  public VersionApi(Functions functions, Publisher publisher, Revisions revisions, Clock clock) {
    this.publish = new PublishVersion(functions, publisher, revisions, clock);
    this.list = new ListVersionsByFunction(functions, clock);
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("PublishVersion", PublishVersionRequest::builder, publish::handle)
        .on("ListVersionsByFunction", ListVersionsByFunctionRequest::builder, list::handle);
  }
}
