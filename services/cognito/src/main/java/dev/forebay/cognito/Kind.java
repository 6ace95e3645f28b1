package dev.forebay.cognito;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.PojoDocuments;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DomainDescriptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.IdentityProviderType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceServerType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * A kind of row. AWS's own types are kept as JSON, so that what was given is what is answered.
 *
 * @param table where they are
 * @param write their bytes
 * @param read from their bytes
 */
record Kind<T>(String table, Function<T, Bytes> write, Function<Bytes, T> read) {
  private static final PojoDocuments DOCUMENTS = new PojoDocuments();
  static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  // In the directory.
  static final Kind<UserPoolType> POOL = of("pool", UserPoolType::builder);
  static final Kind<UserPoolClientType> CLIENT = of("client", UserPoolClientType::builder);
  static final Kind<DomainDescriptionType> DOMAIN = of("domain", DomainDescriptionType::builder);

  // In a pool's scope.
  static final Kind<SetUserPoolMfaConfigRequest> MFA =
      of("mfa", SetUserPoolMfaConfigRequest::builder);
  static final Kind<GroupType> GROUP = of("group", GroupType::builder);
  static final Kind<ResourceServerType> SERVER = of("server", ResourceServerType::builder);
  static final Kind<IdentityProviderType> PROVIDER = of("provider", IdentityProviderType::builder);
  static final Kind<UserRow> USER = of("user", UserRow.class);
  static final Kind<String> ALIAS = of("alias", String.class);
  static final Kind<String> KEY = of("key", String.class);
  static final Kind<Session> SESSION = of("session", Session.class);
  static final Kind<RefreshRow> REFRESH = of("refresh", RefreshRow.class);
  static final Kind<Grant> GRANT = of("grant", Grant.class);

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
