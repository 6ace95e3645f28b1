package dev.forebay.execution.api;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a function process: reads requests one after the other, on a virtual thread of
 * its own, and has each answered before it reads the next.
 *
 * <p>A call that waits ({@code next}) is answered later and by another thread: the handler returns
 * without an answer, and this thread goes on to wait for the next request, so that an event goes
 * from its invoker's thread straight to the socket, and this thread wakes only for the function's
 * answer. A client that sends a request before it has its answer is cut off.
 */
final class Connection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How much of a body that nobody wants is read, so that the client sees its answer. */
  private static final long MOST_DISCARDED = 256L << 20;

  /** How much more is read of a client that does not speak HTTP. */
  private static final long MOST_DISCARDED_AT_LAST = 1L << 20;

  /** Answers requests. */
  interface Handler {
    /** Answers by {@link Connection#reply}, now or later. */
    void handle(RequestHead head, RequestBody body, Connection connection) throws IOException;

    /** The connection is no more. */
    void closed(Connection connection);
  }

  /** The JDK keeps a native buffer as large as the largest write for each carrier thread. */
  private static final int LARGEST_WRITE = 64 << 10;

  private final SocketChannel channel;
  private final Handler handler;
  private final AtomicBoolean owed = new AtomicBoolean();
  private volatile boolean last;

  Connection(SocketChannel channel, Handler handler) {
    this.channel = channel;
    this.handler = handler;
  }

  @Override
  public void run() {
    ConnectionInput in = new ConnectionInput(channel);
    try (channel) {
      serveAll(in);
    } catch (EOFException e) {
      LOG.debug("a function closed its connection in a request");
    } catch (IOException e) {
      LOG.debug("a function's connection broke: {}", e.toString());
    } finally {
      handler.closed(this);
    }
  }

  private void serveAll(ConnectionInput in) throws IOException {
    try {
      while (in.more() && owed.compareAndSet(false, true)) {
        serve(in);
      }
    } catch (BadRequestException e) {
      // What is still coming is read, or the client would be reset before it sees its answer.
      reply(ApiReply.error(e.status(), "BadRequest", String.valueOf(e.getMessage())));
      channel.shutdownOutput();
      in.discard(MOST_DISCARDED_AT_LAST);
    }
  }

  private void serve(ConnectionInput in) throws IOException {
    RequestHead head = RequestHead.read(in);
    boolean expects = head.headers().get("Expect").isPresent();
    last = !head.keepAlive();
    RequestBody body = RequestBody.of(head.headers(), in, expects ? this::sendContinue : () -> {});
    try {
      handler.handle(head, body, this);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", head.method(), head.path(), e);
      reply(ApiReply.SERVER_ERROR);
    }
    if (!body.discard(MOST_DISCARDED)) {
      close();
    }
  }

  private void sendContinue() {
    try {
      channel.write(ByteBuffer.wrap(CONTINUE));
    } catch (IOException e) {
      LOG.debug("a function's connection broke: {}", e.toString());
    }
  }

  /** Sends the answer to the last request; nothing when it has been sent. Any thread. */
  void reply(ApiReply reply) throws IOException {
    if (owed.compareAndSet(true, false)) {
      boolean closes = last;
      byte[] encoded = reply.encoded();
      for (int from = 0; from < encoded.length; ) {
        int length = Math.min(encoded.length - from, LARGEST_WRITE);
        from += channel.write(ByteBuffer.wrap(encoded, from, length));
      }
      if (closes) {
        close();
      }
    }
  }

  /** Cuts the connection off. Any thread. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection failed", e);
    }
  }
}
