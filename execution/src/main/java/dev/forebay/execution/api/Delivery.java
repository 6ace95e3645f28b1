package dev.forebay.execution.api;

import dev.forebay.execution.api.SubscriptionRequest.Destination;
import dev.forebay.model.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends telemetry to the port that an extension listens on. Confined to one thread. */
final class Delivery {
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int LONGEST_LINE = 8 << 10;

  private final ApiHost host;
  private final Clock wall;
  private final Destination destination;
  private @Nullable SocketChannel kept;

  Delivery(ApiHost host, Clock wall, Destination destination) {
    this.host = host;
    this.wall = wall;
    this.destination = destination;
  }

  /**
   * Sends the events.
   *
   * @param events each is JSON
   * @throws IOException when the extension has not taken them
   */
  void send(List<byte[]> events) throws IOException {
    switch (destination) {
      case Destination.Http http -> post(http, events);
      case Destination.Tcp tcp -> write(tcp, events);
    }
  }

  private void post(Destination.Http http, List<byte[]> events) throws IOException {
    byte[] body = joined(events, "[", ",", "]");
    String head =
        "POST "
            + http.path()
            + " HTTP/1.1\r\nHost: "
            + http.authority()
            + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    try (SocketChannel channel = host.connectInside(http.port())) {
      Clock.Scheduled late = closeLater(channel);
      try {
        write(channel, head.getBytes(StandardCharsets.US_ASCII));
        write(channel, body);
        String status = new ConnectionInput(channel).line(LONGEST_LINE);
        if (!status.startsWith("2", status.indexOf(' ') + 1)) {
          throw new IOException("the extension answered " + status);
        }
      } finally {
        late.cancel();
      }
    }
  }

  private void write(Destination.Tcp tcp, List<byte[]> events) throws IOException {
    SocketChannel channel = kept;
    if (channel == null) {
      channel = host.connectInside(tcp.port());
      kept = channel;
    }
    Clock.Scheduled late = closeLater(channel);
    try {
      write(channel, joined(events, "", "\n", "\n"));
    } catch (IOException e) {
      close();
      throw e;
    } finally {
      late.cancel();
    }
  }

  private Clock.Scheduled closeLater(SocketChannel channel) {
    return wall.schedule(wall.now().plus(LONGEST), () -> close(channel));
  }

  private static byte[] joined(List<byte[]> events, String open, String between, String end) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(open.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        all.writeBytes(between.getBytes(StandardCharsets.US_ASCII));
      }
      all.writeBytes(events.get(i));
    }
    all.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
    return all.toByteArray();
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Closes the connection that is kept. */
  void close() {
    SocketChannel channel = kept;
    kept = null;
    if (channel != null) {
      close(channel);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return; // it is of no use any more in either case
    }
  }
}
