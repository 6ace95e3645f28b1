package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateIdentityProviderRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateIdentityProviderResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteIdentityProviderRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteIdentityProviderResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeIdentityProviderRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeIdentityProviderResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetIdentityProviderByIdentifierRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetIdentityProviderByIdentifierResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.IdentityProviderType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListIdentityProvidersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListIdentityProvidersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ProviderDescription;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateIdentityProviderRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateIdentityProviderResponse;

/** Identity providers of a pool: kept and answered; nobody signs in through them. Thread-safe. */
final class IdentityProviders {
  private final Pools pools;
  private final Clock clock;

  IdentityProviders(Pools pools, Clock clock) {
    this.pools = pools;
    this.clock = clock;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("CreateIdentityProvider", CreateIdentityProviderRequest::builder, this::create)
        .on("UpdateIdentityProvider", UpdateIdentityProviderRequest::builder, this::update)
        .on("DescribeIdentityProvider", DescribeIdentityProviderRequest::builder, this::describe)
        .on(
            "GetIdentityProviderByIdentifier",
            GetIdentityProviderByIdentifierRequest::builder,
            this::byIdentifier)
        .on("ListIdentityProviders", ListIdentityProvidersRequest::builder, this::list)
        .on("DeleteIdentityProvider", DeleteIdentityProviderRequest::builder, this::delete);
  }

  private IdentityProviderType require(Pool pool, String name) {
    return pools
        .store()
        .find(pool.id(), Kinds.PROVIDER, name)
        .orElseThrow(
            () -> CognitoErrors.notFound("Identity provider " + name + " does not exist."));
  }

  private CreateIdentityProviderResponse create(
      CallContext context, CreateIdentityProviderRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    IdentityProviderType.Builder provider = IdentityProviderType.builder();
    SharedMembers.copy(request, provider);
    provider.creationDate(clock.now()).lastModifiedDate(clock.now());
    IdentityProviderType made =
        pools
            .store()
            .change(
                pool.id(),
                () -> {
                  String name = request.providerName();
                  if (pools.store().find(pool.id(), Kinds.PROVIDER, name).isPresent()) {
                    throw CognitoErrors.of(
                        "DuplicateProviderException", "A provider with the name already exists.");
                  }
                  pools.store().put(pool.id(), Kinds.PROVIDER, name, provider.build());
                  return provider.build();
                });
    return CreateIdentityProviderResponse.builder().identityProvider(made).build();
  }

  private UpdateIdentityProviderResponse update(
      CallContext context, UpdateIdentityProviderRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    IdentityProviderType changed =
        pools
            .store()
            .change(
                pool.id(),
                () -> {
                  IdentityProviderType.Builder row =
                      require(pool, request.providerName()).toBuilder();
                  SharedMembers.copy(request, row);
                  IdentityProviderType made = row.lastModifiedDate(clock.now()).build();
                  pools.store().put(pool.id(), Kinds.PROVIDER, made.providerName(), made);
                  return made;
                });
    return UpdateIdentityProviderResponse.builder().identityProvider(changed).build();
  }

  private DescribeIdentityProviderResponse describe(
      CallContext context, DescribeIdentityProviderRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return DescribeIdentityProviderResponse.builder()
        .identityProvider(require(pool, request.providerName()))
        .build();
  }

  private GetIdentityProviderByIdentifierResponse byIdentifier(
      CallContext context, GetIdentityProviderByIdentifierRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return GetIdentityProviderByIdentifierResponse.builder()
        .identityProvider(
            pools.store().all(pool.id(), Kinds.PROVIDER, "").stream()
                .filter(one -> one.idpIdentifiers().contains(request.idpIdentifier()))
                .findFirst()
                .orElseThrow(() -> CognitoErrors.notFound("Identity provider does not exist.")))
        .build();
  }

  private ListIdentityProvidersResponse list(
      CallContext context, ListIdentityProvidersRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    Page<IdentityProviderType> page =
        Page.of(
            pools.store().all(pool.id(), Kinds.PROVIDER, ""),
            IdentityProviderType::providerName,
            request.nextToken(),
            request.maxResults());
    return ListIdentityProvidersResponse.builder()
        .providers(
            page.items().stream()
                .map(one ->
                    ProviderDescription.builder()
                        .providerName(one.providerName())
                        .providerType(one.providerType())
                        .creationDate(one.creationDate())
                        .lastModifiedDate(one.lastModifiedDate())
                        .build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  private DeleteIdentityProviderResponse delete(
      CallContext context, DeleteIdentityProviderRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    String name = require(pool, request.providerName()).providerName();
    pools.store().delete(pool.id(), Kinds.PROVIDER, name);
    return DeleteIdentityProviderResponse.builder().build();
  }
}
