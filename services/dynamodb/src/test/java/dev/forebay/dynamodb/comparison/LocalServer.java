package dev.forebay.dynamodb.comparison;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** DynamoDB Local, in memory, a process of its own: its libraries are not ours. */
final class LocalServer implements AutoCloseable {
  private static final Path JARS =
      Path.of("../../bench/src/main/peers/dynamodb-local/target/lib").toAbsolutePath();

  private final Process process;
  private final URI address;

  private LocalServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it and waits until it listens. */
  static LocalServer start(Path folder) throws IOException, InterruptedException {
    if (!Files.isDirectory(JARS)) {
      throw new IOException("build the module forebay-bench-dynamodb-local first: " + JARS);
    }
    int port = freePort();
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dsqlite4java.library.path=" + JARS,
                    "-cp",
                    JARS + "/*",
                    "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                    "-inMemory",
                    "-port",
                    Integer.toString(port)))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("dynamodb-local.log").toFile())
            .start();
    LocalServer server = new LocalServer(process, URI.create("http://127.0.0.1:" + port));
    server.await(port);
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private void await(int port) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (probe.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
    close();
    throw new IOException("DynamoDB Local does not listen");
  }

  /** A database of its own, which begins empty. */
  LocalDatabase database(String name) {
    return new LocalDatabase(address, name);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
