package dev.forebay.apigateway;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Kind;
import dev.forebay.wire.protocol.PojoDocuments;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * All that this service stores: the APIs in the {@link #DIRECTORY}, what belongs to an API in a
 * part of its own, by its id. AWS's own types are kept as JSON, so that what was given is what is
 * answered.
 */
final class Kinds {
  /** The part of the APIs. No API has this id. */
  static final String DIRECTORY = "directory";

  static final PojoDocuments DOCUMENTS = new PojoDocuments();
  static final JsonMapper JSON = new JsonMapper();

  /** In the directory. */
  static final Kind<ApiRow> API = Kind.json("api", ApiRow.class);

  // In an API's part.
  static final Kind<Route> ROUTE = pojo("route", Route::builder);
  static final Kind<Integration> INTEGRATION = pojo("integration", Integration::builder);
  static final Kind<Authorizer> AUTHORIZER = pojo("authorizer", Authorizer::builder);
  static final Kind<Stage> STAGE = pojo("stage", Stage::builder);
  static final Kind<Deployment> DEPLOYMENT = pojo("deployment", Deployment::builder);
  static final Kind<Snapshot> SNAPSHOT = Kind.json("snapshot", Snapshot.class);

  private Kinds() {}

  private static <T extends SdkPojo> Kind<T> pojo(
      String table, Supplier<? extends SdkBuilder<?, T>> builder) {
    return new Kind<>(
        table,
        pojo -> Bytes.utf8(DOCUMENTS.write(pojo)),
        bytes -> DOCUMENTS.read(bytes.toUtf8(), builder.get()));
  }
}
