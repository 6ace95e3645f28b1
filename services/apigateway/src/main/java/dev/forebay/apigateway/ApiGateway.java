package dev.forebay.apigateway;

import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.RawRoute;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * API Gateway's HTTP APIs: their operations for the switchboard, and their routes for the server.
 * Thread-safe.
 */
public final class ApiGateway implements AutoCloseable {
  /**
   * The switchboard's name for what callers of routes are allowed. It is no service of AWS with
   * operations, and not on the wire.
   */
  public static final String EXECUTE = Doorkeeper.SERVICE;

  private final Clock clock;
  private final RandomGenerator random;
  private final Ids ids;
  private final Deployer deployer;
  private final Sites sites;
  private final Apis apis;
  private final Throttle throttle;
  private final OutgoingHttp http = new OutgoingHttp();
  private final FunctionCalls calls;
  private final Issuers issuers;
  private final FunctionAuthorizer authorizers;
  private final HttpIntegration servers;

  /**
   * Opens the service; {@link #start} lets it call functions.
   *
   * @param engine holds all its state
   * @param clock stamps events and ends tokens
   * @param random thread-safe; for ids
   * @param sessions who acts under a role, by its ARN and the session's name
   * @param policies decides by what authorizers return
   */
  public ApiGateway(
      StorageEngine engine,
      Clock clock,
      RandomGenerator random,
      BiFunction<Arn, String, Caller> sessions,
      AuthorizerPolicy policies) {
    this.clock = clock;
    this.random = random;
    this.ids = new Ids(random);
    RowStore<String> store =
        new RowStore<>(engine, "apigateway", random, GatewayErrors::unavailable);
    this.deployer = new Deployer(store, ids, clock);
    this.throttle = new Throttle(clock);
    this.sites = new Sites(store, throttle);
    this.apis = new Apis(store, deployer, sites);
    this.calls = new FunctionCalls(sessions, random);
    this.issuers = new Issuers(http, clock);
    this.authorizers = new FunctionAuthorizer(calls, policies, clock);
    this.servers = new HttpIntegration(http);
  }

  /** Lets functions be called. */
  public void start(Switchboard switchboard) {
    calls.start(switchboard);
  }

  /** The operations, under {@code apigateway}. */
  public ServiceBinding binding() {
    ServiceBinding.Builder gateway = ServiceBinding.of("apigateway");
    new ApiOperations(apis, new QuickCreate(apis, ids, clock), ids, clock).addTo(gateway);
    new RouteOperations(apis, ids).addTo(gateway);
    new IntegrationOperations(apis, ids).addTo(gateway);
    new AuthorizerOperations(apis, ids).addTo(gateway);
    new StageOperations(apis, authorizers, clock).addTo(gateway);
    new DeploymentOperations(apis, deployer).addTo(gateway);
    new TagOperations(apis).addTo(gateway);
    return gateway.build();
  }

  /** What callers of routes are allowed, under {@link #EXECUTE}; it is asked and never called. */
  public ServiceBinding executeBinding() {
    return ServiceBinding.of(EXECUTE)
        .on("Invoke", RouteCall::builder, (context, call) -> call)
        .build();
  }

  /** The routes on which the server answers requests to APIs. */
  public List<RawRoute> routes() {
    return new HttpApis(
            sites,
            throttle,
            new Doorkeeper(calls, new TokenAuthorizer(issuers, clock), authorizers),
            new FunctionIntegration(calls),
            servers,
            clock,
            random)
        .routes();
  }

  /** Forgets what was read, for an engine that was reset. */
  public void reset() {
    sites.reset();
    throttle.reset();
    issuers.reset();
    authorizers.reset();
  }

  /** Waits for nobody any more. */
  @Override
  public void close() {
    calls.close();
    http.close();
  }
}
