package dev.forebay.execution.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Says one word to whoever connects to a Unix socket. */
record Greeter(ServerSocketChannel channel, Path path) implements AutoCloseable {
  static Greeter on(Path path, String word) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path));
    Thread.ofVirtual().start(() -> greetAll(channel, word));
    return new Greeter(channel, path);
  }

  private static void greetAll(ServerSocketChannel channel, String word) {
    try {
      while (true) {
        try (SocketChannel client = channel.accept()) {
          client.write(ByteBuffer.wrap(word.getBytes(UTF_8)));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /** The same over TCP. */
  static void greetAll(ServerSocket socket, String word) {
    try {
      while (true) {
        try (Socket client = socket.accept()) {
          client.getOutputStream().write(word.getBytes(UTF_8));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
