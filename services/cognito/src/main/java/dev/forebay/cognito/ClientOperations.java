package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientDescription;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** App clients of a pool. Thread-safe. */
final class ClientOperations {
  private static final Set<String> SCOPES =
      Set.of("phone", "email", "openid", "profile", Tokens.SELF);
  private static final Pattern URL = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.+");

  private final Pools pools;
  private final Secrets secrets;
  private final Clock clock;

  ClientOperations(Pools pools, Secrets secrets, Clock clock) {
    this.pools = pools;
    this.secrets = secrets;
    this.clock = clock;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("CreateUserPoolClient", CreateUserPoolClientRequest::builder, this::create)
        .on("UpdateUserPoolClient", UpdateUserPoolClientRequest::builder, this::update)
        .on("DescribeUserPoolClient", DescribeUserPoolClientRequest::builder, this::describe)
        .on("ListUserPoolClients", ListUserPoolClientsRequest::builder, this::list)
        .on("DeleteUserPoolClient", DeleteUserPoolClientRequest::builder, this::delete);
  }

  private static UserPoolClientType.Builder defaults() {
    return UserPoolClientType.builder()
        .refreshTokenValidity(30)
        .allowedOAuthFlowsUserPoolClient(false)
        .enableTokenRevocation(true)
        .enablePropagateAdditionalUserContextData(false)
        .authSessionValidity(3);
  }

  private CreateUserPoolClientResponse create(
      CallContext context, CreateUserPoolClientRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserPoolClientType.Builder client = defaults();
    SharedMembers.copy(request, client);
    client.clientId(secrets.clientId()).creationDate(clock.now()).lastModifiedDate(clock.now());
    if (Boolean.TRUE.equals(request.generateSecret())) {
      client.clientSecret(secrets.clientSecret());
    }
    UserPoolClientType made = checked(pool, client.build());
    pools.store().put(Kinds.DIRECTORY, Kinds.CLIENT, made.clientId(), made);
    return CreateUserPoolClientResponse.builder().userPoolClient(made).build();
  }

  private UpdateUserPoolClientResponse update(
      CallContext context, UpdateUserPoolClientRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    UserPoolClientType changed =
        pools
            .store()
            .change(
                Kinds.DIRECTORY,
                () -> {
                  UserPoolClientType old = pools.app(pool, request.clientId()).type();
                  // What the request leaves out goes back to its default.
                  UserPoolClientType.Builder client = defaults();
                  SharedMembers.copy(request, client);
                  client
                      .clientName(
                          request.clientName() == null ? old.clientName() : request.clientName())
                      .clientSecret(old.clientSecret())
                      .creationDate(old.creationDate())
                      .lastModifiedDate(clock.now());
                  UserPoolClientType row = checked(pool, client.build());
                  pools.store().put(Kinds.DIRECTORY, Kinds.CLIENT, row.clientId(), row);
                  return row;
                });
    return UpdateUserPoolClientResponse.builder().userPoolClient(changed).build();
  }

  private UserPoolClientType checked(Pool pool, UserPoolClientType client) {
    List<String> flows = client.explicitAuthFlowsAsStrings();
    boolean named = flows.stream().anyMatch(flow -> flow.startsWith("ALLOW_"));
    if (named && !flows.stream().allMatch(flow -> flow.startsWith("ALLOW_"))) {
      throw CognitoErrors.invalid(
          "Cannot use mix of new and old ExplicitAuthFlows. Please use only one type.");
    }
    Schema schema = Schema.of(pool);
    Stream.concat(client.readAttributes().stream(), client.writeAttributes().stream())
        .filter(name -> schema.find(name).isEmpty())
        .findFirst()
        .ifPresent(name -> {
          throw CognitoErrors.invalid("Invalid write attributes specified while creating a client");
        });
    List<String> scopes = new ArrayList<>(SCOPES);
    pools
        .store()
        .all(pool.id(), Kinds.SERVER, "")
        .forEach(server ->
            server
                .scopes()
                .forEach(scope -> scopes.add(server.identifier() + "/" + scope.scopeName())));
    for (String scope : client.allowedOAuthScopes()) {
      if (!scopes.contains(scope)) {
        throw CognitoErrors.of("ScopeDoesNotExistException", "Invalid scope requested: " + scope);
      }
    }
    List<OAuthFlowType> oauth = client.allowedOAuthFlows();
    if (oauth.contains(OAuthFlowType.CLIENT_CREDENTIALS)
        && (oauth.size() > 1 || client.clientSecret() == null)) {
      throw CognitoErrors.of(
          "InvalidOAuthFlowException",
          oauth.size() > 1
              ? "client_credentials flow can not be selected along with code flow or implicit flow."
              : "client_credentials flow can not be selected if client does not have a client"
                  + " secret.");
    }
    if (Boolean.TRUE.equals(client.allowedOAuthFlowsUserPoolClient())
        && (oauth.isEmpty() || client.allowedOAuthScopes().isEmpty())) {
      throw CognitoErrors.invalid(
          "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to"
              + " use OAuth flows.");
    }
    Stream.concat(client.callbackURLs().stream(), client.logoutURLs().stream())
        .filter(url -> !URL.matcher(url).matches() || url.contains("#"))
        .findFirst()
        .ifPresent(url -> {
          throw CognitoErrors.invalid(url + " is not a valid redirect URI.");
        });
    return client;
  }

  private DescribeUserPoolClientResponse describe(
      CallContext context, DescribeUserPoolClientRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return DescribeUserPoolClientResponse.builder()
        .userPoolClient(pools.app(pool, request.clientId()).type())
        .build();
  }

  private ListUserPoolClientsResponse list(
      CallContext context, ListUserPoolClientsRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    Page<UserPoolClientType> page =
        Page.of(
            pools.clients(pool),
            UserPoolClientType::clientId,
            request.nextToken(),
            request.maxResults());
    return ListUserPoolClientsResponse.builder()
        .userPoolClients(
            page.items().stream()
                .map(client ->
                    UserPoolClientDescription.builder()
                        .clientId(client.clientId())
                        .clientName(client.clientName())
                        .userPoolId(pool.id())
                        .build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  private DeleteUserPoolClientResponse delete(
      CallContext context, DeleteUserPoolClientRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    String client = pools.app(pool, request.clientId()).id();
    pools.store().delete(Kinds.DIRECTORY, Kinds.CLIENT, client);
    return DeleteUserPoolClientResponse.builder().build();
  }
}
