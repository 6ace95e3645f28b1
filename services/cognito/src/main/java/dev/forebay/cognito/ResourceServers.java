package dev.forebay.cognito;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeResourceServerResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListResourceServersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceServerType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateResourceServerRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateResourceServerResponse;

/** Resource servers of a pool, whose scopes access tokens may carry. Thread-safe. */
final class ResourceServers {
  private final Pools pools;

  ResourceServers(Pools pools) {
    this.pools = pools;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("CreateResourceServer", CreateResourceServerRequest::builder, this::create)
        .on("UpdateResourceServer", UpdateResourceServerRequest::builder, this::update)
        .on("DescribeResourceServer", DescribeResourceServerRequest::builder, this::describe)
        .on("ListResourceServers", ListResourceServersRequest::builder, this::list)
        .on("DeleteResourceServer", DeleteResourceServerRequest::builder, this::delete);
  }

  private ResourceServerType require(Pool pool, String identifier) {
    return pools
        .store()
        .find(pool.id(), Kinds.SERVER, identifier)
        .orElseThrow(
            () -> CognitoErrors.notFound("Resource server " + identifier + " does not exist."));
  }

  private ResourceServerType put(Pool pool, ResourceServerType server) {
    pools.store().put(pool.id(), Kinds.SERVER, server.identifier(), server);
    return server;
  }

  private CreateResourceServerResponse create(
      CallContext context, CreateResourceServerRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    ResourceServerType.Builder server = ResourceServerType.builder();
    SharedMembers.copy(request, server);
    ResourceServerType made =
        pools
            .store()
            .change(
                pool.id(),
                () -> {
                  String identifier = request.identifier();
                  if (pools.store().find(pool.id(), Kinds.SERVER, identifier).isPresent()) {
                    throw CognitoErrors.invalid(
                        identifier + " already exists in user pool " + pool.id() + ".");
                  }
                  return put(pool, server.build());
                });
    return CreateResourceServerResponse.builder().resourceServer(made).build();
  }

  private UpdateResourceServerResponse update(
      CallContext context, UpdateResourceServerRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    require(pool, request.identifier());
    ResourceServerType.Builder server = ResourceServerType.builder();
    SharedMembers.copy(request, server);
    return UpdateResourceServerResponse.builder().resourceServer(put(pool, server.build())).build();
  }

  private DescribeResourceServerResponse describe(
      CallContext context, DescribeResourceServerRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return DescribeResourceServerResponse.builder()
        .resourceServer(require(pool, request.identifier()))
        .build();
  }

  private ListResourceServersResponse list(
      CallContext context, ListResourceServersRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    Page<ResourceServerType> page =
        Page.of(
            pools.store().all(pool.id(), Kinds.SERVER, ""),
            ResourceServerType::identifier,
            request.nextToken(),
            request.maxResults());
    return ListResourceServersResponse.builder()
        .resourceServers(page.items())
        .nextToken(page.next())
        .build();
  }

  private DeleteResourceServerResponse delete(
      CallContext context, DeleteResourceServerRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    String identifier = require(pool, request.identifier()).identifier();
    pools.store().delete(pool.id(), Kinds.SERVER, identifier);
    return DeleteResourceServerResponse.builder().build();
  }
}
