package dev.forebay.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A kept-open HTTP/1.1 connection, one call at a time; another one for a server that ends it.
 * Confined to one thread.
 */
final class Connection implements AutoCloseable {
  private final URI server;
  private Socket socket;
  private OutputStream out;
  private InputStream in;
  private boolean ended;

  Connection(URI server) throws IOException {
    this.server = server;
    this.socket = open();
    this.out = socket.getOutputStream();
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  private Socket open() throws IOException {
    Socket fresh = new Socket(server.getHost(), server.getPort());
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(60_000);
    return fresh;
  }

  private void reopen() throws IOException {
    socket.close();
    socket = open();
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream());
    ended = false;
  }

  /**
   * What was answered.
   *
   * @param headers by their names in lower case
   */
  record Answer(Map<String, String> headers, String body) {}

  /** Sends the request and reads the answer; fails on one other than 200 and 202. */
  Answer call(byte[] request) throws IOException {
    if (ended) {
      reopen();
    }
    out.write(request);
    String status = line();
    Map<String, String> headers = new HashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    byte[] bytes =
        headers.getOrDefault("transfer-encoding", "").contains("chunked")
            ? chunks()
            : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    ended = headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    String body = new String(bytes, StandardCharsets.UTF_8);
    if (headers.containsKey("x-amz-function-error")) {
      throw new IOException("the function failed: " + body);
    }
    if (!status.startsWith("HTTP/1.1 200") && !status.startsWith("HTTP/1.1 202")) {
      throw new IOException(status + " " + body);
    }
    return new Answer(headers, body);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); ; size = chunkSize()) {
      body.write(in.readNBytes(size));
      in.skipNBytes(2);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
