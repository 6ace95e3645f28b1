package dev.forebay.apigateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.PojoDocuments;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.Deployment;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * A kind of row. AWS's own types are kept as JSON, so that what was given is what is answered.
 *
 * @param table where they are
 * @param write their bytes
 * @param read from their bytes
 */
record Kind<T>(String table, Function<T, Bytes> write, Function<Bytes, T> read) {
  static final PojoDocuments DOCUMENTS = new PojoDocuments();
  static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** In the directory. */
  static final Kind<ApiRow> API = of("api", ApiRow.class);

  // In an API's scope.
  static final Kind<Route> ROUTE = of("route", Route::builder);
  static final Kind<Integration> INTEGRATION = of("integration", Integration::builder);
  static final Kind<Authorizer> AUTHORIZER = of("authorizer", Authorizer::builder);
  static final Kind<Stage> STAGE = of("stage", Stage::builder);
  static final Kind<Deployment> DEPLOYMENT = of("deployment", Deployment::builder);
  static final Kind<Snapshot> SNAPSHOT = of("snapshot", Snapshot.class);

  private static <T extends SdkPojo> Kind<T> of(
      String table, Supplier<? extends SdkBuilder<?, T>> builder) {
    return new Kind<>(
        table,
        pojo -> Bytes.utf8(DOCUMENTS.write(pojo)),
        bytes -> DOCUMENTS.read(bytes.toUtf8(), builder.get()));
  }

  private static <T> Kind<T> of(String table, Class<T> type) {
    return new Kind<>(table, Kind::encode, bytes -> decode(bytes, type, table));
  }

  private static Bytes encode(Object row) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row cannot be written", e);
    }
  }

  private static <T> T decode(Bytes value, Class<T> type, String table) {
    try {
      return JSON.readValue(value.toInputStream(), type);
    } catch (IOException e) {
      throw new IllegalStateException("a row of " + table + " cannot be read", e);
    }
  }
}
