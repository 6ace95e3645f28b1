package dev.forebay.cognito;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DomainDescriptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DomainStatusType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolDomainRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolDomainResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** The names under which pools serve their hosted endpoints. Thread-safe. */
final class Domains {
  private final Pools pools;

  Domains(Pools pools) {
    this.pools = pools;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("CreateUserPoolDomain", CreateUserPoolDomainRequest::builder, this::create)
        .on("UpdateUserPoolDomain", UpdateUserPoolDomainRequest::builder, this::update)
        .on("DescribeUserPoolDomain", DescribeUserPoolDomainRequest::builder, this::describe)
        .on("DeleteUserPoolDomain", DeleteUserPoolDomainRequest::builder, this::delete);
  }

  /** The pool of a domain. */
  Optional<Pool> find(String domain) {
    return pools
        .store()
        .find(Kinds.DIRECTORY, Kinds.DOMAIN, domain)
        .flatMap(found -> pools.find(found.userPoolId()));
  }

  private CreateUserPoolDomainResponse create(
      CallContext context, CreateUserPoolDomainRequest request) {
    boolean custom = request.customDomainConfig() != null;
    pools
        .store()
        .change(
            Kinds.DIRECTORY,
            () -> {
              Pool pool = pools.require(context.place(), request.userPoolId());
              String domain = request.domain();
              if (pools.store().find(Kinds.DIRECTORY, Kinds.DOMAIN, domain).isPresent()) {
                throw CognitoErrors.invalid("Domain already exists.");
              }
              if ((custom ? pool.type().customDomain() : pool.type().domain()) != null) {
                throw CognitoErrors.invalid("User pool already has a domain configured.");
              }
              DomainDescriptionType.Builder row = DomainDescriptionType.builder();
              SharedMembers.copy(request, row);
              row.awsAccountId(context.place().account().value())
                  .status(DomainStatusType.ACTIVE)
                  .managedLoginVersion(
                      request.managedLoginVersion() == null ? 1 : request.managedLoginVersion());
              pools.store().put(Kinds.DIRECTORY, Kinds.DOMAIN, domain, row.build());
              name(pool, type -> custom ? type.customDomain(domain) : type.domain(domain));
              return pool;
            });
    return CreateUserPoolDomainResponse.builder()
        .managedLoginVersion(
            request.managedLoginVersion() == null ? 1 : request.managedLoginVersion())
        .cloudFrontDomain(custom ? request.domain() : null)
        .build();
  }

  private void name(Pool pool, UnaryOperator<UserPoolType.Builder> change) {
    pools.put(new Pool(change.apply(pool.type().toBuilder()).build()));
  }

  private UpdateUserPoolDomainResponse update(
      CallContext context, UpdateUserPoolDomainRequest request) {
    DomainDescriptionType changed =
        pools
            .store()
            .change(
                Kinds.DIRECTORY,
                () -> {
                  DomainDescriptionType.Builder row =
                      require(context, request.userPoolId(), request.domain()).toBuilder();
                  SharedMembers.copy(request, row);
                  DomainDescriptionType made = row.build();
                  pools.store().put(Kinds.DIRECTORY, Kinds.DOMAIN, made.domain(), made);
                  return made;
                });
    return UpdateUserPoolDomainResponse.builder()
        .managedLoginVersion(changed.managedLoginVersion())
        .build();
  }

  private DomainDescriptionType require(CallContext context, String pool, String domain) {
    Pool known = pools.require(context.place(), pool);
    return pools
        .store()
        .find(Kinds.DIRECTORY, Kinds.DOMAIN, domain)
        .filter(found -> found.userPoolId().equals(known.id()))
        .orElseThrow(() -> CognitoErrors.invalid("No such domain or user pool exists."));
  }

  private DescribeUserPoolDomainResponse describe(
      CallContext context, DescribeUserPoolDomainRequest request) {
    // A domain that is not there is described as nothing.
    DomainDescriptionType found =
        pools
            .store()
            .find(Kinds.DIRECTORY, Kinds.DOMAIN, request.domain())
            .filter(one -> one.awsAccountId().equals(context.place().account().value()))
            .orElse(DomainDescriptionType.builder().build());
    return DescribeUserPoolDomainResponse.builder().domainDescription(found).build();
  }

  private DeleteUserPoolDomainResponse delete(
      CallContext context, DeleteUserPoolDomainRequest request) {
    pools
        .store()
        .change(
            Kinds.DIRECTORY,
            () -> {
              String domain = require(context, request.userPoolId(), request.domain()).domain();
              Pool pool = pools.require(context.place(), request.userPoolId());
              pools.store().delete(Kinds.DIRECTORY, Kinds.DOMAIN, domain);
              name(
                  pool,
                  type ->
                      domain.equals(pool.type().customDomain())
                          ? type.customDomain(null)
                          : type.domain(null));
              return pool;
            });
    return DeleteUserPoolDomainResponse.builder().build();
  }
}
