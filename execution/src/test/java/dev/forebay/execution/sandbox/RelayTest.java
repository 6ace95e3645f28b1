package dev.forebay.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a TCP port inside to the server's sockets. */
class RelayTest {
  private static final String CLIENT =
      """
      import socket, threading
      def talk(i):
          sent = bytes([i]) * 300_000
          with socket.create_connection(("127.0.0.1", %d)) as s:
              def send():
                  s.sendall(sent)
                  s.shutdown(socket.SHUT_WR)
              sender = threading.Thread(target=send)
              sender.start()
              got = bytearray()
              while part := s.recv(65536): got += part
              sender.join()
              if got == sent + b"end": counted.append(i)
      counted = []
      threads = [threading.Thread(target=talk, args=(i,)) for i in range(40)]
      for t in threads: t.start()
      for t in threads: t.join()
      print(len(counted), "came back whole")
      """;

  @TempDir Path folder;

  @Test
  void fortyConnectionsAtOnceComeBackWholeAndEndInBothDirections() throws Exception {
    Path endpoint = folder.resolve("endpoint.sock");
    Specs specs = new Specs(folder);
    Specs.Draft runtime = specs.python("runtime", CLIENT.formatted(9001));
    Specs.Draft server = specs.python("server", CLIENT.formatted(4566));
    SandboxSettings settings =
        new SandboxSettings(
            SandboxSettings.Mode.REQUIRED,
            SandboxSettings.Outbound.NONE,
            Path.of("target", "sandbox-run", "relay").toAbsolutePath(),
            Optional.of(new SandboxSettings.Endpoint(endpoint, 4566)));
    try (ServerSocketChannel api = echo(runtime.path("control").resolve("runtime.sock"));
        ServerSocketChannel own = echo(endpoint);
        Sandbox sandbox = BubblewrapSandbox.open(settings)) {
      assertThat(api.isOpen() && own.isOpen()).isTrue();
      for (Specs.Draft draft : new Specs.Draft[] {runtime, server}) {
        SandboxSpec spec = draft.holdInInit();
        try (SandboxedProcess process = sandbox.start(spec)) {
          process.release();
          assertThat(process.waitFor(Duration.ofSeconds(30))).isPresent();
          assertThat(spec.output()).hasContent("40 came back whole\n");
        }
      }
    } finally {
      Files.deleteIfExists(endpoint);
    }
  }

  private static ServerSocketChannel echo(Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path), 4);
    Thread.ofVirtual().start(() -> acceptAll(server));
    return server;
  }

  private static void acceptAll(ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> echoAll(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void echoAll(SocketChannel client) {
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    try (client) {
      while (client.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          client.write(buffer);
        }
      }
      client.write(ByteBuffer.wrap(new byte[] {'e', 'n', 'd'}));
    } catch (IOException e) {
      // The other side counts what is missing.
    }
  }
}
