package dev.forebay.server;

import dev.forebay.apigateway.ApiGateway;
import dev.forebay.cognito.Cognito;
import dev.forebay.dynamodb.DynamoDb;
import dev.forebay.events.Events;
import dev.forebay.eventsource.engine.Engine;
import dev.forebay.eventsource.mapping.MappingApi;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.execution.Environments;
import dev.forebay.execution.runtime.Runtimes;
import dev.forebay.execution.sandbox.Enforcement;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.execution.sandbox.Sandboxes;
import dev.forebay.firehose.Firehose;
import dev.forebay.function.FunctionApi;
import dev.forebay.function.FunctionSettings;
import dev.forebay.identity.Credentials;
import dev.forebay.identity.RoleIds;
import dev.forebay.identity.SessionKey;
import dev.forebay.identity.Sts;
import dev.forebay.identity.WebIdentities;
import dev.forebay.identity.actions.Actions;
import dev.forebay.identity.authorization.PolicyAuthorizer;
import dev.forebay.identity.authorization.PolicyTexts;
import dev.forebay.identity.authorization.ResourcePolicies;
import dev.forebay.identity.authorization.ResourceTags;
import dev.forebay.identity.denial.Denials;
import dev.forebay.identity.iam.Iam;
import dev.forebay.invocation.CatalogTargets;
import dev.forebay.invocation.Invocations;
import dev.forebay.invocation.destination.SwitchboardDeliveries;
import dev.forebay.invocation.url.FunctionUrls;
import dev.forebay.kinesis.Kinesis;
import dev.forebay.logs.GroupPolicies;
import dev.forebay.logs.GroupTags;
import dev.forebay.logs.Logs;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.SteeredClock;
import dev.forebay.model.SystemClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.pipes.Pipes;
import dev.forebay.push.Pushes;
import dev.forebay.s3.S3;
import dev.forebay.scheduler.Scheduler;
import dev.forebay.server.admin.AdminAnswer;
import dev.forebay.server.admin.AdminPage;
import dev.forebay.server.admin.AdminRoutes;
import dev.forebay.server.admin.Health;
import dev.forebay.server.denied.SuggestPolicyPage;
import dev.forebay.server.denied.WhyDeniedPage;
import dev.forebay.server.events.EventLog;
import dev.forebay.server.events.EventsPage;
import dev.forebay.server.quiet.ClockPage;
import dev.forebay.server.quiet.Quiet;
import dev.forebay.server.quiet.QuietPage;
import dev.forebay.server.settings.Settings;
import dev.forebay.server.settings.SettingsException;
import dev.forebay.sns.Sns;
import dev.forebay.sqs.Sqs;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.HttpFront;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.tables.ServiceTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A running server: the composition root. Everything is made here, what is used before what uses
 * it, and closed in the reverse order. Thread-safe.
 */
public final class Forebay implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Settings settings;
  private final URI endpoint;
  private final SteeredClock clock;
  private final EventLog events;
  private final StorageEngine storage;
  private final Denials denials = new Denials();
  private final Iam iam;
  private final DynamoDb dynamoDb;
  private final Kinesis kinesis;
  private final Sqs sqs;
  private final Pushes pushes;
  private final Events eventBridge;
  private final Sns sns;
  private final S3 s3;
  private final Scheduler scheduler;
  private final Firehose firehose;
  private final Cognito cognito;
  private final ApiGateway apiGateway;
  private final FunctionApi functions;
  private final Sandbox sandbox;
  private final Runtimes runtimes;
  private final Environments environments;
  private final EnvironmentUpkeep upkeep;
  private final CatalogTargets targets;
  private final Invocations invocations;
  private final Mappings mappings;
  private final Engine engine;

  private Forebay(Settings settings) throws IOException {
    this.settings = settings;
    // Clients, processes and disks live in real time; all that is stored, delivered, delayed or
    // retried goes by the clock that /_forebay/clock steers.
    Clock wall = new SystemClock();
    this.clock = new SteeredClock(wall);
    this.events = new EventLog(settings.eventSteps(), clock);
    Trail trail = settings.eventSteps() > 0 ? events : Trail.NONE;
    RandomGenerator random = RandomBits.quick();
    RandomGenerator secrets = RandomBits.secret();
    int port = Ports.choose(settings.host(), settings.port());
    this.endpoint = Ports.endpoint(settings.host(), port);
    Path data = settings.dataFolder();
    Path run = Files.createDirectories(data.resolve("run"));
    Path socket = run.resolve("endpoint.sock");

    this.storage = open(openStorage(settings, data, wall));
    SessionKey sessionKey = SessionKey.load(storage.tables("identity"), secrets);
    this.iam = open(new Iam(storage, sessionKey, secrets, clock));
    makeAdministrators();
    Credentials credentials =
        new Credentials(SettingsMapping.keys(settings), iam.keys(), sessionKey, secrets, clock);
    Arrivals arrivals = new Arrivals();
    this.kinesis =
        open(
            new Kinesis(storage, clock, wall, random, arrivals, SettingsMapping.kinesis(settings)));
    this.dynamoDb =
        open(
            new DynamoDb(
                storage, clock, wall, random, arrivals, SettingsMapping.dynamoDb(settings)));
    this.sqs = open(new Sqs(storage, clock, wall, random, trail));
    this.pushes = open(new Pushes(storage, clock, random, trail));
    BiFunction<Arn, String, Caller> sessions =
        (role, name) -> new Caller.RoleSession(role, RoleIds.of(role), name);
    this.eventBridge = open(new Events(storage, clock, random, pushes, endpoint, sessions));
    this.sns =
        new Sns(
            storage,
            pushes,
            endpoint,
            new Sns.Surroundings(
                clock, random, secrets, trail, SettingsMapping.certificates(settings), sessions));

    this.s3 =
        open(
            new S3(
                storage,
                data.resolve("objects"),
                settings.durability(),
                new BucketPolicyCheck(),
                clock,
                random));
    this.scheduler = open(new Scheduler(storage, clock, random, pushes, endpoint, sessions));
    this.firehose = open(new Firehose(storage, clock, random, endpoint, sessions));
    this.cognito = open(new Cognito(storage, clock, secrets, endpoint));
    this.apiGateway =
        open(new ApiGateway(storage, clock, random, sessions, new ReturnedPolicies()));

    LambdaRoles roles =
        new LambdaRoles(iam.principals(), SettingsMapping.enforcement(settings), clock, random);
    BucketCode bucketCode = new BucketCode();
    ProvisionedStatus provisioned = new ProvisionedStatus();
    this.functions =
        new FunctionApi(
            new FunctionSettings(
                settings.accountConcurrency(),
                Duration.ZERO,
                FunctionSettings.STANDARD.codeGrace()),
            storage,
            data.resolve("code"),
            wall,
            secrets,
            bucketCode,
            provisioned,
            roles);

    this.mappings = new Mappings(storage, clock, random);
    Actions actions = Actions.load(ResourceNames.lookups(iam, kinesis, mappings, functions.urls()));
    Authorizer authorizer =
        new PolicyAuthorizer(
            actions,
            iam.principals(),
            ResourcePolicies.of(
                Map.of(
                    "dynamodb", new PolicyTexts(dynamoDb::policy),
                    "events", new PolicyTexts(eventBridge::policy),
                    "kinesis", new PolicyTexts(kinesis::policy),
                    "lambda", new PolicyTexts(functions::policy),
                    "logs", new PolicyTexts(new GroupPolicies(storage, random)::find),
                    "sns", new PolicyTexts(sns::policy),
                    "s3", new BucketPolicies(s3),
                    "sqs", new PolicyTexts(sqs::policy))),
            ResourceTags.of(
                Map.of(
                    "iam", iam::tags,
                    "kinesis", kinesis::tags,
                    "lambda", functions::tags,
                    "logs", new GroupTags(storage, random)::find,
                    "sqs", sqs::tags)),
            SettingsMapping.enforcement(settings),
            denials,
            clock);
    roles.decideBy(authorizer);
    Logs logs = open(new Logs(storage, clock, random, authorizer));

    this.sandbox = Sandboxes.choose(SettingsMapping.sandbox(settings, run, socket, port));
    this.runtimes = new Runtimes(SettingsMapping.runtimes(settings, data.resolve("runtimes")));
    this.environments =
        open(
            new Environments(
                sandbox,
                runtimes,
                new FunctionLogs(logs.writer(), endpoint, random),
                new FunctionSessions(credentials, iam.principals()),
                clock,
                random,
                SettingsMapping.environments(settings, run.resolve("environments"), endpoint)));
    this.upkeep =
        new EnvironmentUpkeep(
            functions.catalog(),
            image -> runtimes.prepare(image, sandbox),
            environments,
            provisioned,
            random);
    functions.listen(upkeep);

    this.targets = new CatalogTargets(functions.catalog(), functions.budget(), random);
    functions.listen(targets);
    this.invocations =
        open(
            new Invocations(
                targets,
                environments::invoke,
                storage,
                SettingsMapping.async(settings),
                new Invocations.Surroundings(clock, wall, random, trail)));

    Pipes pipes = new Pipes(storage, clock, random);
    MappingApi mappingApi = new MappingApi(mappings, functions.catalog(), clock, random);
    functions.addTaggable(mappingApi.tags());

    ServiceBinding.Builder lambda = ServiceBinding.of("lambda");
    functions.register(lambda);
    invocations.register(lambda);
    mappingApi.register(lambda);
    WebIdentities webIdentities =
        new WebIdentities(
            credentials,
            iam.principals(),
            iam.providers(),
            SettingsMapping.issuer(settings),
            denials,
            clock);
    Switchboard switchboard =
        new Switchboard(
            List.of(
                apiGateway.binding(),
                apiGateway.executeBinding(),
                cognito.binding(),
                dynamoDb.binding(),
                dynamoDb.streamsBinding(),
                eventBridge.binding(),
                firehose.binding(),
                iam.binding(),
                lambda.build(),
                invocations.urlBinding(),
                kinesis.binding(),
                logs.binding(),
                pipes.binding(),
                sns.binding(),
                s3.binding(),
                scheduler.binding(),
                sqs.binding(),
                Sts.binding(credentials, iam.principals(), iam.keys(), webIdentities, clock)),
            authorizer);
    actions.check(switchboard.services().values());
    apiGateway.start(switchboard);
    cognito.start(switchboard);
    pushes.start(switchboard, endpoint);
    eventBridge.start(switchboard);
    bucketCode.start(switchboard);
    s3.start(switchboard, pushes, endpoint, wall.now());
    scheduler.start(switchboard);
    firehose.start(switchboard);
    logs.start(switchboard, pushes, sessions);
    RemoteSources remote = open(new RemoteSources(settings.remote()));
    RoleCalls roleCalls = new RoleCalls(remote.sources(switchboard, authorizer), endpoint, random);
    mappingApi.start(roleCalls);
    this.engine =
        open(
            new Engine(
                mappings,
                storage,
                roleCalls,
                arrivals,
                targets,
                invocations.invoker(),
                new Engine.Surroundings(
                    clock, random, trail, remote.streamPoll(), remote.backlogs(sqs::backlog))));
    engine.listen();
    ServiceTables tables = new ServiceTables();
    Quiet quiet =
        new Quiet(
            List.of(scheduler, s3, eventBridge, pushes, invocations, logs, engine, sqs, firehose),
            wall);
    AdminRoutes admin =
        new AdminRoutes(
            Stream.of(
                    List.of(
                        AdminPage.health(this::health),
                        AdminPage.fidelity(() -> Fidelities.of(switchboard, tables)),
                        AdminPage.metrics(
                            new Metrics(environments, invocations, engine, pushes.counts())
                                ::exposition),
                        AdminPage.reset(this::reset),
                        AdminPage.get(
                            "/_forebay/cognito/messages",
                            request -> AdminAnswer.json(cognito.recorded())),
                        AdminPage.get(
                            "/_forebay/sns/messages", request -> AdminAnswer.json(sns.recorded()))),
                    new ClockPage(clock, wall, quiet).pages(),
                    new WhyDeniedPage(denials).pages(),
                    List.of(
                        new SuggestPolicyPage(denials).page(),
                        new QuietPage(quiet, clock).page(),
                        new EventsPage(events).page()))
                .flatMap(List::stream)
                .toList());
    HttpFront front =
        open(
            new HttpFront(
                SettingsMapping.http(settings, port, socket),
                switchboard,
                new WireProtocols(onTheWire(switchboard), tables),
                new SignatureVerifier(
                    credentials,
                    SettingsMapping.unknownKeys(settings),
                    new AccountRegion(settings.account(), settings.region()),
                    wall,
                    clock),
                Stream.concat(
                        Stream.of(
                            new RawRoute("/_forebay/", RawRoute.Access.ADMIN, admin),
                            sns.certificate(),
                            functions.downloads().route(wall)),
                        Stream.of(
                                apiGateway.routes(),
                                cognito.routes(),
                                new FunctionUrls(functions.urls(), switchboard, clock, random)
                                    .routes())
                            .flatMap(List::stream))
                    .toList(),
                s3.crossOrigin(),
                wall,
                random));
    front.start();
    // What queued events leave goes through the switchboard, which needs the invocations first.
    invocations.start(new SwitchboardDeliveries(switchboard, endpoint, clock, random));
    upkeep.resume(functions.provisioned());
    runtimes.search();
    engine.resume();
    pipes.start(switchboard, engine, roleCalls);
    firehose.read(engine);
    EnvironmentUpkeep.later(() -> runtimes.recall(sandbox));
  }

  /**
   * Starts a server.
   *
   * @throws SettingsException when it cannot start as the settings ask, with the reason
   */
  public static Forebay start(Settings settings) {
    try {
      return new Forebay(settings);
    } catch (IOException | UncheckedIOException | StorageException | IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  /** The folder of the distribution, which the launcher names. */
  public static Path homeFolder() {
    return Path.of(System.getProperty("forebay.home", ".")).toAbsolutePath().normalize();
  }

  /** Where clients on this machine reach the server. */
  public URI endpoint() {
    return endpoint;
  }

  /** What a person who starts the server wants to know, a line each. */
  public List<String> describe() {
    Enforcement enforcement = sandbox.enforcement();
    List<String> lines = new ArrayList<>();
    lines.add("Forebay " + Version.current() + " listening on " + endpoint);
    lines.add(
        "  state     "
            + (settings.durability() == Durability.MEMORY
                ? "in memory only"
                : settings.dataFolder() + ", durability " + durability()));
    lines.add(
        "  sandbox   " + enforcement.mode() + ": " + String.join(", ", enforcement.enforced()));
    enforcement.missing().forEach(line -> lines.add("  not enforced: " + line));
    if (settings.auth().refusesUnknownKeys()
        && settings.auth().keys().isEmpty()
        && settings.auth().adminUsers().isEmpty()) {
      lines.add(
          "  access    unknown keys are refused, and the settings give none: unless IAM gave some out"
              + " before, set auth.keys or auth.admin-user");
    }
    lines.addAll(RemoteSources.describe(settings.remote()));
    return lines;
  }

  /** Ends what runs, drops all state, forgets what was made from it, and goes by real time. */
  public void reset() {
    clock.toRealTime();
    engine.reset();
    events.clear();
    denials.clear();
    pushes.reset();
    eventBridge.reset();
    scheduler.reset();
    firehose.reset();
    cognito.reset();
    invocations.reset();
    environments.reset();
    functions.reset(() -> iam.reset(storage::reset));
    apiGateway.reset();
    s3.reset();
    makeAdministrators();
    dynamoDb.reset();
    kinesis.reset();
    sqs.reset();
    mappings.reset();
    sns.reset();
    targets.reset();
    upkeep.reset();
  }

  /** Stops in the reverse order of the start. A second call does nothing. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        org.slf4j.LoggerFactory.getLogger(Forebay.class).error("closing {}", part, e);
      }
    }
  }

  private void makeAdministrators() {
    for (Settings.AdminUser user : settings.auth().adminUsers()) {
      Settings.AccessKey key = user.key();
      iam.ensureAdministrator(key.account(), user.name(), key.id(), key.secret());
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.push(part);
    return part;
  }

  private static StorageEngine openStorage(Settings settings, Path data, Clock clock) {
    return switch (settings.durability()) {
      case MEMORY -> MemoryEngine.open(clock);
      case FSYNC, OS -> RocksDbEngine.open(data.resolve("store"), settings.durability(), clock);
    };
  }

  // What comes by function URL or to an API comes as requests of any form, not as an operation's.
  private static Map<String, ServiceBinding> onTheWire(Switchboard switchboard) {
    Map<String, ServiceBinding> services = new HashMap<>(switchboard.services());
    services.remove(FunctionUrls.SERVICE);
    services.remove(ApiGateway.EXECUTE);
    return services;
  }

  private Health health() {
    return new Health(
        "ok",
        Version.current(),
        Runtime.version().toString(),
        durability(),
        sandbox.enforcement(),
        runtimes.found().stream()
            .map(found ->
                new Health.Interpreter(
                    found.family().toString(), found.version(), found.path().toString()))
            .toList());
  }

  private String durability() {
    return settings.durability().name().toLowerCase(Locale.ROOT);
  }
}
