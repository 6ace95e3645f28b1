package dev.forebay.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends the same bytes over so many kept-open connections, each call after the answer to the one
 * before. A plain socket, so that the client costs little and the same for every server.
 */
final class Load {
  private Load() {}

  /** How long calls took, each for one connection's span of time. */
  static Latencies run(URI server, byte[] request, int connections, Duration span)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<List<Long>>> runs = new ArrayList<>();
      long end = System.nanoTime() + span.toNanos();
      for (int i = 0; i < connections; i++) {
        runs.add(threads.submit(() -> connection(server, request, end)));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> run : runs) {
        all.addAll(run.get());
      }
      return Latencies.of(all.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /** The same number of calls on each connection; fails on an answer other than 200. */
  static Latencies count(URI server, byte[] request, int connections, int calls)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<List<Long>>> runs = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        runs.add(threads.submit(() -> calls(server, request, calls)));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> run : runs) {
        all.addAll(run.get());
      }
      return Latencies.of(all.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /**
   * One call on a connection of its own.
   *
   * @param nanos from the first byte sent to the last one received
   */
  record Answer(long nanos, Map<String, String> headers) {
    /** The value of a header, empty when it is not there. */
    String header(String lowerCaseName) {
      return headers.getOrDefault(lowerCaseName, "");
    }
  }

  /** Calls once; fails on an answer other than 200. */
  static Answer once(URI server, byte[] request) throws IOException {
    try (Socket socket = connect(server)) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      long begun = System.nanoTime();
      socket.getOutputStream().write(request);
      Map<String, String> headers = readAnswer(in);
      return new Answer(System.nanoTime() - begun, headers);
    }
  }

  private static List<Long> connection(URI server, byte[] request, long end) throws IOException {
    List<Long> times = new ArrayList<>();
    try (Socket socket = connect(server)) {
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
        out.write(request);
        readAnswer(in);
        times.add(System.nanoTime() - begun);
      }
    }
    return times;
  }

  private static List<Long> calls(URI server, byte[] request, int calls) throws IOException {
    List<Long> times = new ArrayList<>();
    try (Socket socket = connect(server)) {
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = 0; i < calls; i++) {
        long begun = System.nanoTime();
        out.write(request);
        readAnswer(in);
        times.add(System.nanoTime() - begun);
      }
    }
    return times;
  }

  private static Socket connect(URI server) throws IOException {
    Socket socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static Map<String, String> readAnswer(InputStream in) throws IOException {
    String status = line(in);
    Map<String, String> headers = new HashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    boolean chunked = headers.getOrDefault("transfer-encoding", "").contains("chunked");
    boolean functionError = headers.containsKey("x-amz-function-error");
    if (chunked) {
      for (int size = chunkSize(in); ; size = chunkSize(in)) {
        in.skipNBytes(size + 2L);
        if (size == 0) {
          break;
        }
      }
    }
    int length = chunked ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (functionError || !(status.contains(" 200 ") || status.endsWith(" 200"))) {
      throw new IOException(
          (functionError ? "the function failed: " : status + " ")
              + new String(body, StandardCharsets.UTF_8));
    }
    return headers;
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
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
}
