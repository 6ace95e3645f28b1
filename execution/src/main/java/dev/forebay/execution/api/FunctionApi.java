package dev.forebay.execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.execution.api.RequestHead.Fields;
import dev.forebay.execution.log.PlatformEvent;
import dev.forebay.execution.log.TelemetryTap;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the processes of one environment talk to, from their start to their end: the Runtime,
 * Extensions, Telemetry and Logs APIs. A reset makes a new one. Thread-safe.
 */
public final class FunctionApi implements AutoCloseable {
  private static final String RUNTIME = "/2018-06-01/runtime/";
  private static final String INVOCATION = RUNTIME + "invocation/";
  private static final String NEXT = INVOCATION + "next";
  private static final String EXTENSION = "/2020-01-01/extension/";
  private static final int LARGEST_SUBSCRIPTION = 64 << 10;
  private static final Duration FLUSH = Duration.ofMillis(300);

  private final Agents agents;
  private final RuntimeCalls runtime;
  private final ExtensionCalls extensions;
  private final Supplier<String> ids;
  private final Telemetry telemetry;
  private final ApiSockets sockets;

  /**
   * Listens.
   *
   * @param socket the path of the Unix socket
   * @param onTcp whether to listen on a TCP port of the loopback address too
   * @param host is told what happens
   * @param function what extensions learn
   * @param wall real time
   * @param ids makes UUIDs
   * @param envelope makes a telemetry event of a platform event
   */
  public FunctionApi(
      Path socket,
      boolean onTcp,
      ApiHost host,
      FunctionFacts function,
      Clock wall,
      Supplier<String> ids,
      Function<PlatformEvent, JsonNode> envelope)
      throws IOException {
    this.ids = ids;
    agents = new Agents(host);
    runtime = new RuntimeCalls(agents, host);
    extensions = new ExtensionCalls(agents, function, ids);
    telemetry = new Telemetry(host, wall, envelope);
    sockets = ApiSockets.open(socket, onTcp, new Routes());
  }

  /** The TCP port, if it listens on one. */
  public OptionalInt port() throws IOException {
    return sockets.port();
  }

  /** An external extension is about to be started. */
  public void expectExtension(String name) {
    agents.expect(name, ids.get());
  }

  /** An external extension could not be started. */
  public void extensionNotLaunched(String name) {
    agents.extensionGone(name, ExtensionState.LAUNCH_ERROR);
  }

  /** The process of an external extension has ended. */
  public void extensionExited(String name) {
    agents.extensionGone(name, ExtensionState.EXITED);
  }

  /** Waits until all external extensions have registered. */
  public InitEnd awaitExtensions(Duration limit) throws InterruptedException {
    return agents.awaitRegistered(limit.toNanos());
  }

  /** Waits until the runtime and all extensions wait for an event. */
  public InitEnd awaitReady(Duration limit) throws InterruptedException {
    return agents.awaitReady(limit.toNanos());
  }

  /** The init phase is over: nobody may register or subscribe any more. */
  public void seal() {
    agents.seal();
    telemetry.seal();
  }

  /** Where the environment's log is copied to. */
  public TelemetryTap telemetry() {
    return telemetry;
  }

  /** Ends the init phase in failure. */
  public void fail(InitEnd.Broken reason) {
    agents.fail(reason);
  }

  /** Gives an event to the runtime and tells the extensions. */
  public void deliver(Flight flight) {
    agents.deliver(flight, RuntimeCalls.event(flight), () -> extensions.invoke(flight));
  }

  /** Whether the end of the runtime's answer is not the end of the invocation. */
  public boolean hasInvokeExtensions() {
    return agents.hasInvokeExtensions();
  }

  /** How long the SHUTDOWN phase may last. */
  public Duration shutdownLimit() {
    return agents.shutdownLimit();
  }

  /**
   * Tells the extensions that the environment ends.
   *
   * @param reason {@code SPINDOWN}, {@code TIMEOUT} or {@code FAILURE}
   * @return the extensions that are told
   */
  public List<String> shutDown(String reason, long deadlineMillis) throws InterruptedException {
    telemetry.flush(FLUSH);
    return agents.shutDown(extensions.shutdown(reason, deadlineMillis));
  }

  /** Waits until what dead processes had sent has been read, or the span. */
  public void awaitLastBytes(Duration span) throws InterruptedException {
    sockets.awaitEndOfConnections(span);
  }

  /** Cuts all connections off. */
  @Override
  public void close() {
    telemetry.close();
    sockets.close();
  }

  private final class Routes implements Connection.Handler {
    @Override
    public void handle(RequestHead head, RequestBody body, Connection connection)
        throws IOException {
      String path = head.path();
      Fields headers = head.headers();
      switch (head.method()) {
        case "GET" -> get(path, headers, connection);
        case "POST" -> post(path, headers, body, connection);
        case "PUT" -> put(path, headers, body, connection);
        default -> connection.reply(ApiReply.METHOD_NOT_ALLOWED);
      }
    }

    private void get(String path, Fields headers, Connection connection) throws IOException {
      switch (path) {
        case NEXT -> agents.runtimeNext(connection);
        case EXTENSION + "event/next" -> extensions.next(headers, connection);
        case "/2018-06-01/ping" -> connection.reply(ApiReply.PONG);
        default -> connection.reply(ApiReply.NOT_FOUND);
      }
    }

    private void post(String path, Fields headers, RequestBody body, Connection connection)
        throws IOException {
      if (path.startsWith(INVOCATION)) {
        answer(path, headers, body, connection);
        return;
      }
      switch (path) {
        case RUNTIME + "init/error" -> runtime.initError(headers, body, connection);
        case EXTENSION + "register" -> extensions.register(headers, body, connection);
        case EXTENSION + "init/error" ->
            extensions.error(ExtensionState.INIT_ERROR, headers, connection);
        case EXTENSION + "exit/error" ->
            extensions.error(ExtensionState.EXIT_ERROR, headers, connection);
        default -> connection.reply(ApiReply.NOT_FOUND);
      }
    }

    private void put(String path, Fields headers, RequestBody body, Connection connection)
        throws IOException {
      switch (path) {
        case "/2022-07-01/telemetry" ->
            subscribe(Telemetry.Api.TELEMETRY, headers, body, connection);
        case "/2020-08-15/logs" -> subscribe(Telemetry.Api.LOGS, headers, body, connection);
        default -> connection.reply(ApiReply.NOT_FOUND);
      }
    }

    private void subscribe(
        Telemetry.Api api, Fields headers, RequestBody body, Connection connection)
        throws IOException {
      Bytes json = body.readAll(LARGEST_SUBSCRIPTION).orElse(Bytes.EMPTY);
      connection.reply(
          switch (extensions.nameOf(headers)) {
            case ExtensionCalls.Named.Refused refused -> refused.reply();
            case ExtensionCalls.Named.As as ->
                switch (SubscriptionRequest.parse(json)) {
                  case SubscriptionRequest.Parsed.Bad bad -> Telemetry.invalid(bad.reasons());
                  case SubscriptionRequest.Parsed.Good good ->
                      telemetry.subscribe(api, as.name(), good.request());
                };
          });
    }

    private void answer(String path, Fields headers, RequestBody body, Connection connection)
        throws IOException {
      int slash = path.indexOf('/', INVOCATION.length());
      if (slash < 0) {
        connection.reply(ApiReply.NOT_FOUND);
        return;
      }
      String requestId = path.substring(INVOCATION.length(), slash);
      switch (path.substring(slash)) {
        case "/response" -> runtime.response(requestId, headers, body, connection);
        case "/error" -> runtime.error(requestId, headers, body, connection);
        default -> connection.reply(ApiReply.NOT_FOUND);
      }
    }

    @Override
    public void closed(Connection connection) {
      agents.forget(connection);
    }
  }
}
