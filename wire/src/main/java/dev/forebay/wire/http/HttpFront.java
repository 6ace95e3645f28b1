package dev.forebay.wire.http;

import dev.forebay.model.Clock;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.UnknownKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP edge: one port that speaks HTTP/1.1 and, with prior knowledge or by upgrade, HTTP/2; and
 * perhaps a Unix domain socket that does the same. Each request runs on a virtual thread.
 * Thread-safe.
 */
public final class HttpFront implements AutoCloseable {
  private static final int HEADER_BYTES = 65_536;

  /** Large bodies may take one of so many parts of the heap. */
  private static final int HEAP_PARTS = 4;

  private static final int HTTP2_STREAMS = 1_024;

  /** How long a connection without a call is kept while closing; Jetty's second is for browsers. */
  private static final long CLOSING_IDLE_MILLIS = 200;

  private final HttpSettings settings;
  private final Server server;
  private final ServerConnector connector;
  private final HangUps hangUps = new HangUps();

  /**
   * An edge that does not listen yet.
   *
   * @param routes paths that are no AWS operation's; the longest prefix wins
   * @param wallClock the real clock: deadlines on sockets do not wait for a virtual one
   * @param random request ids are made of it; must be thread-safe
   * @throws IllegalArgumentException when the listener could be reached from other machines
   *     although unknown access keys are trusted
   */
  public HttpFront(
      HttpSettings settings,
      Switchboard switchboard,
      WireProtocols protocols,
      SignatureVerifier verifier,
      List<RawRoute> routes,
      Clock wallClock,
      RandomGenerator random) {
    this(settings, switchboard, protocols, verifier, routes, CrossOrigin.NONE, wallClock, random);
  }

  /**
   * An edge that does not listen yet.
   *
   * @param crossOrigin which web pages may use buckets
   */
  public HttpFront(
      HttpSettings settings,
      Switchboard switchboard,
      WireProtocols protocols,
      SignatureVerifier verifier,
      List<RawRoute> routes,
      CrossOrigin crossOrigin,
      Clock wallClock,
      RandomGenerator random) {
    checkReach(settings.host(), verifier.unknownKeys());
    this.settings = settings;
    OwnNames ownNames = new OwnNames(settings.names());
    SignatureCheck signatures = new SignatureCheck(verifier, ownNames);
    AwsCalls awsCalls =
        new AwsCalls(
            switchboard,
            protocols,
            signatures,
            settings,
            hangUps,
            crossOrigin,
            new AppPages(ownNames),
            new BucketForms(switchboard, protocols, signatures, settings, wallClock));
    RawCalls rawCalls = new RawCalls(routes, settings, ownNames, signatures);
    BodyBudget budget = new BodyBudget(Runtime.getRuntime().maxMemory() / HEAP_PARTS);
    this.server = new Server(threads());
    this.connector = new ServerConnector(server, 1, 1, protocols());
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    connector.setShutdownIdleTimeout(CLOSING_IDLE_MILLIS);
    server.addConnector(connector);
    settings.unix().ifPresent(this::listenOn);
    server.setHandler(
        new GracefulHandler(
            new FrontHandler(
                awsCalls, rawCalls, wallClock, budget, settings.idleTimeout(), random)));
    server.setErrorHandler(new ParseErrors(random));
    server.setStopTimeout(settings.grace().toMillis());
    server.setStopAtShutdown(false);
  }

  /**
   * Starts to listen.
   *
   * @throws UncheckedIOException when the port or the socket's file is taken
   */
  public void start() {
    try {
      if (settings.unix().isPresent()) {
        Files.deleteIfExists(settings.unix().get().path());
      }
      server.start();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(
          "cannot listen on " + settings.host() + ":" + settings.port(), e);
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the HTTP edge did not start", e);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Stops accepting, lets calls under way end within the grace, then closes all connections and
   * interrupts what is left.
   */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP edge did not stop cleanly", e);
    } finally {
      hangUps.close();
      server.destroy();
    }
  }

  private void listenOn(UnixListener unix) {
    UnixDomainServerConnector listener = new UnixDomainServerConnector(server, 1, 1, protocols());
    listener.setUnixDomainPath(unix.path());
    listener.setIdleTimeout(settings.idleTimeout().toMillis());
    listener.setShutdownIdleTimeout(CLOSING_IDLE_MILLIS);
    server.addConnector(listener);
  }

  private static void checkReach(String host, UnknownKeys unknownKeys) {
    if (unknownKeys == UnknownKeys.REFUSE) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          throw new IllegalArgumentException(
              "other machines could reach "
                  + host
                  + ", and everyone would be root: set auth.unknown-keys=refuse to listen there");
        }
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no such host to listen on: " + host, e);
    }
  }

  // A few platform threads watch the sockets; requests run on virtual ones.
  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("http");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
    return threads;
  }

  private static ConnectionFactory[] protocols() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    configuration.setResponseHeaderSize(HEADER_BYTES);
    configuration.setMaxResponseHeaderSize(HEADER_BYTES);
    // Paths and headers are signed as the client wrote them, so nothing may be refused or
    // respelled.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setHeaderCacheCaseSensitive(true);
    HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(configuration);
    http2.setMaxConcurrentStreams(HTTP2_STREAMS);
    return new ConnectionFactory[] {new HttpConnectionFactory(configuration), http2};
  }
}
