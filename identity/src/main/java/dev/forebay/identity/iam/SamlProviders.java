package dev.forebay.identity.iam;

import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;

/**
 * SAML identity providers, kept for those who ask for them: nothing here reads an assertion.
 * Thread-safe.
 */
final class SamlProviders {
  private static final int MOST = 100;
  private static final int SHORTEST_METADATA = 1_000;
  private static final Duration VALID = Duration.ofDays(36_500);

  private final Context iam;

  SamlProviders(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateSAMLProvider", CreateSamlProviderRequest::builder, this::create)
        .on("GetSAMLProvider", GetSamlProviderRequest::builder, this::get)
        .on("ListSAMLProviders", ListSamlProvidersRequest::builder, this::list)
        .on("UpdateSAMLProvider", UpdateSamlProviderRequest::builder, this::update)
        .on("DeleteSAMLProvider", DeleteSamlProviderRequest::builder, this::delete);
  }

  /** The provider of an ARN, or the error that there is none. */
  static SamlRow get(Account account, String arn) {
    return Arn.parse(arn)
        .filter(parsed -> parsed.account().equals(account.id().value()))
        .filter(parsed -> parsed.resource().startsWith("saml-provider/"))
        .flatMap(parsed ->
            account.find(Kind.SAML, parsed.resource().substring("saml-provider/".length())))
        .orElseThrow(() -> IamErrors.noSuchEntity("Manifest not found for arn " + arn));
  }

  private static String arn(CallContext call, SamlRow row) {
    return "arn:"
        + Names.partition(call)
        + ":iam::"
        + Names.account(call)
        + ":saml-provider/"
        + row.name();
  }

  private static String metadata(String text) {
    if (text.length() < SHORTEST_METADATA || !text.contains("EntityDescriptor")) {
      throw IamErrors.invalidInput("Could not parse metadata");
    }
    return text;
  }

  private CreateSamlProviderResponse create(CallContext call, CreateSamlProviderRequest request) {
    refuseEncryption(
        request.assertionEncryptionModeAsString() != null || request.addPrivateKey() != null);
    String metadata = metadata(request.samlMetadataDocument());
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.SAML, request.name()).isPresent()) {
            throw IamErrors.exists("Provider with name " + request.name() + " already exists.");
          }
          if (change.account().count(Kind.SAML) >= MOST) {
            throw IamErrors.quota("SAMLProvidersPerAccount", MOST);
          }
          SamlRow row =
              new SamlRow(
                  request.name(),
                  new UUID(iam.random().nextLong(), iam.random().nextLong()).toString(),
                  metadata,
                  iam.now(),
                  Tags.read(request.tags()));
          change.put(Kind.SAML, row);
          return CreateSamlProviderResponse.builder()
              .samlProviderArn(arn(call, row))
              .tags(Tags.wire(row.tags()))
              .build();
        });
  }

  private GetSamlProviderResponse get(CallContext call, GetSamlProviderRequest request) {
    SamlRow row = get(iam.account(call), request.samlProviderArn());
    return GetSamlProviderResponse.builder()
        .samlProviderUUID(row.uuid())
        .samlMetadataDocument(row.metadata())
        .createDate(Instant.ofEpochSecond(row.created()))
        .validUntil(Instant.ofEpochSecond(row.created()).plus(VALID))
        .tags(Tags.wire(row.tags()))
        .build();
  }

  private ListSamlProvidersResponse list(CallContext call, ListSamlProvidersRequest request) {
    return ListSamlProvidersResponse.builder()
        .samlProviderList(
            iam.account(call).all(Kind.SAML).stream()
                .map(row ->
                    SAMLProviderListEntry.builder()
                        .arn(arn(call, row))
                        .createDate(Instant.ofEpochSecond(row.created()))
                        .validUntil(Instant.ofEpochSecond(row.created()).plus(VALID))
                        .build())
                .toList())
        .build();
  }

  private UpdateSamlProviderResponse update(CallContext call, UpdateSamlProviderRequest request) {
    refuseEncryption(
        request.assertionEncryptionModeAsString() != null
            || request.addPrivateKey() != null
            || request.removePrivateKey() != null);
    return iam.change(
        call,
        change -> {
          SamlRow row = get(change.account(), request.samlProviderArn());
          if (request.samlMetadataDocument() != null) {
            change.put(Kind.SAML, row.withMetadata(metadata(request.samlMetadataDocument())));
          }
          return UpdateSamlProviderResponse.builder().samlProviderArn(arn(call, row)).build();
        });
  }

  private DeleteSamlProviderResponse delete(CallContext call, DeleteSamlProviderRequest request) {
    return iam.change(
        call,
        change -> {
          change.delete(Kind.SAML, get(change.account(), request.samlProviderArn()));
          return DeleteSamlProviderResponse.builder().build();
        });
  }

  private static void refuseEncryption(boolean asked) {
    if (asked) {
      throw new AwsException(
          "NotImplemented", 501, "Encrypted SAML assertions are not implemented yet in Forebay");
    }
  }
}
