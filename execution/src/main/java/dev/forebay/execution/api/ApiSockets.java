package dev.forebay.execution.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one environment's processes reach its APIs: a Unix socket, and a TCP port of the loopback
 * address when the sandbox shares the host's network. One virtual thread accepts on each, and each
 * connection has one. Thread-safe.
 */
final class ApiSockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiSockets.class);
  private static final int MOST_CONNECTIONS = 256;
  private static final int BACKLOG = 64;

  private final Connection.Handler handler;
  private final ServerSocketChannel unix;
  private final Optional<ServerSocketChannel> tcp;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition fewer = lock.newCondition();
  private final Set<Connection> connections = new HashSet<>();
  private boolean closed;

  private ApiSockets(
      Connection.Handler handler, ServerSocketChannel unix, Optional<ServerSocketChannel> tcp) {
    this.handler = handler;
    this.unix = unix;
    this.tcp = tcp;
  }

  /**
   * Listens, and has each request handled.
   *
   * @param socket the path of the Unix socket, at most about 100 bytes long; any user of the
   *     machine may connect who can reach it
   * @param onTcp whether to listen on a TCP port too
   */
  static ApiSockets open(Path socket, boolean onTcp, Connection.Handler handler)
      throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      unix.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      Optional<ServerSocketChannel> tcp = onTcp ? Optional.of(loopback()) : Optional.empty();
      ApiSockets sockets = new ApiSockets(handler, unix, tcp);
      sockets.startAccepting();
      return sockets;
    } catch (IOException | RuntimeException e) {
      unix.close();
      throw e;
    }
  }

  private static ServerSocketChannel loopback() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    SocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return channel.bind(anyPort, BACKLOG);
  }

  private void startAccepting() {
    Thread.ofVirtual().name("runtime-api").start(() -> accept(unix));
    tcp.ifPresent(channel -> Thread.ofVirtual().name("runtime-api").start(() -> accept(channel)));
  }

  /** The TCP port. */
  OptionalInt port() throws IOException {
    return tcp.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(((InetSocketAddress) tcp.get().getLocalAddress()).getPort());
  }

  private void accept(ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        Connection connection = new Connection(channel, handler);
        if (admit(connection)) {
          Thread.ofVirtual().name("runtime-api").start(() -> serve(connection));
        } else {
          connection.close();
        }
      }
    } catch (IOException e) {
      LOG.debug("stopped listening: {}", e.toString());
    }
  }

  private boolean admit(Connection connection) {
    lock.lock();
    try {
      return !closed && connections.size() < MOST_CONNECTIONS && connections.add(connection);
    } finally {
      lock.unlock();
    }
  }

  private void serve(Connection connection) {
    try {
      connection.run();
    } finally {
      lock.lock();
      try {
        connections.remove(connection);
        fewer.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits until all that was sent on connections has been read and they are closed, or the span.
   */
  void awaitEndOfConnections(Duration span) throws InterruptedException {
    long left = span.toNanos();
    lock.lock();
    try {
      while (!connections.isEmpty() && left > 0) {
        left = fewer.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops listening and cuts all connections off. */
  @Override
  public void close() {
    List<Connection> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(connections);
    } finally {
      lock.unlock();
    }
    close(unix);
    tcp.ifPresent(ApiSockets::close);
    open.forEach(Connection::close);
  }

  private static void close(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a listener failed", e);
    }
  }
}
