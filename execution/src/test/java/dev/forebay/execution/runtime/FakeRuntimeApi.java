package dev.forebay.execution.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The least Runtime API: hands out events and collects answers, over a Unix socket and over TCP.
 * Thread-safe.
 */
final class FakeRuntimeApi implements Closeable {
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final int port;

  FakeRuntimeApi(Path unixSocket) throws IOException {
    ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    unix.bind(UnixDomainSocketAddress.of(unixSocket));
    ServerSocketChannel tcp = ServerSocketChannel.open();
    tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = ((InetSocketAddress) tcp.getLocalAddress()).getPort();
    listen(unix);
    listen(tcp);
  }

  /** {@code host:port} of the TCP side. */
  String address() {
    return "127.0.0.1:" + port;
  }

  void offer(Event event) {
    events.add(event);
  }

  /** The next answer of the runtime. */
  Answer answer() throws InterruptedException {
    Answer answer = answers.poll(60, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("the runtime has not answered within a minute");
    }
    return answer;
  }

  private void listen(ServerSocketChannel server) {
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              SocketChannel channel = server.accept();
              open.add(channel);
              Thread.ofVirtual().start(() -> serve(channel));
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      OutputStream out = Channels.newOutputStream(channel);
      while (true) {
        String request = line(in);
        if (request.isEmpty()) {
          return;
        }
        Map<String, String> headers = headers(in);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map<String, String> trailers = Map.of();
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
          for (int size = size(in); size > 0; size = size(in)) {
            body.write(exactly(in, size));
            line(in);
          }
          trailers = headers(in);
        } else {
          body.write(exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0"))));
        }
        String path = request.split(" ", 3)[1];
        if (path.endsWith("/next")) {
          Event event = events.take();
          reply(out, "200 OK", event.headers(), event.body().getBytes(StandardCharsets.UTF_8));
        } else {
          answers.add(
              new Answer(
                  path.substring(path.lastIndexOf('/') + 1),
                  path,
                  headers,
                  body.toString(StandardCharsets.UTF_8),
                  trailers));
          reply(
              out,
              "202 Accepted",
              Map.of(),
              "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException | InterruptedException ended) {
      // The runtime has gone, or the test is over.
    }
  }

  private static void reply(
      OutputStream out, String status, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Type: application/json\r\nContent-Length: ")
        .append(body.length)
        .append("\r\n\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    whole.writeBytes(body);
    out.write(whole.toByteArray());
    out.flush();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }

  /** An event, with the headers that go with it. */
  record Event(Map<String, String> headers, String body) {
    static Event of(String id, String json) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Lambda-Runtime-Aws-Request-Id", id);
      headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 30_000));
      headers.put(
          "Lambda-Runtime-Invoked-Function-Arn",
          "arn:aws:lambda:us-east-1:000000000000:function:f");
      headers.put("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793");
      return new Event(headers, json);
    }

    Event with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Event(more, body);
    }
  }

  /** What a runtime posted: {@code response} or {@code error}. */
  record Answer(
      String kind,
      String path,
      Map<String, String> headers,
      String body,
      Map<String, String> trailers) {}
}
