package dev.forebay.cognito;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Kind;
import dev.forebay.wire.protocol.PojoDocuments;
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
 * All that this service stores: pools, clients and domains in the {@link #DIRECTORY}, what belongs
 * to a pool in a part of its own, by its id. AWS's own types are kept as JSON, so that what was
 * given is what is answered.
 */
final class Kinds {
  /** The part of what is found without knowing the pool. No pool has this id. */
  static final String DIRECTORY = "directory";

  private static final PojoDocuments DOCUMENTS = new PojoDocuments();

  // In the directory.
  static final Kind<UserPoolType> POOL = pojo("pool", UserPoolType::builder);
  static final Kind<UserPoolClientType> CLIENT = pojo("client", UserPoolClientType::builder);
  static final Kind<DomainDescriptionType> DOMAIN = pojo("domain", DomainDescriptionType::builder);

  // In a pool's part.
  static final Kind<SetUserPoolMfaConfigRequest> MFA =
      pojo("mfa", SetUserPoolMfaConfigRequest::builder);
  static final Kind<GroupType> GROUP = pojo("group", GroupType::builder);
  static final Kind<ResourceServerType> SERVER = pojo("server", ResourceServerType::builder);
  static final Kind<IdentityProviderType> PROVIDER =
      pojo("provider", IdentityProviderType::builder);
  static final Kind<UserRow> USER = Kind.json("user", UserRow.class);
  static final Kind<String> ALIAS = Kind.json("alias", String.class);
  static final Kind<String> KEY = Kind.json("key", String.class);
  static final Kind<Session> SESSION = Kind.json("session", Session.class);
  static final Kind<RefreshRow> REFRESH = Kind.json("refresh", RefreshRow.class);
  static final Kind<Grant> GRANT = Kind.json("grant", Grant.class);

  private Kinds() {}

  private static <T extends SdkPojo> Kind<T> pojo(
      String table, Supplier<? extends SdkBuilder<?, T>> builder) {
    return new Kind<>(
        table,
        pojo -> Bytes.utf8(DOCUMENTS.write(pojo)),
        bytes -> DOCUMENTS.read(bytes.toUtf8(), builder.get()));
  }
}
