package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's side of one sandbox: the sockets between it and the server, which are not to be seen
 * inside, and what bubblewrap prints. Thread-safe.
 */
record CellFolder(Path path) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CellFolder.class);

  /** Makes the folder. */
  CellFolder {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String name() {
    return path.getFileName().toString();
  }

  /** Where the first process inside reports; the server listens. */
  Path control() {
    return path.resolve("c");
  }

  /** Where the first process inside listens. */
  Path inside() {
    return path.resolve("i");
  }

  Path errorFile() {
    return path.resolve("errors");
  }

  /** Listens at {@link #control}. */
  ServerSocketChannel listen() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(control()), 1);
    return channel;
  }

  /** What bubblewrap or the first process printed before it gave up. */
  String errors() {
    try {
      String text = Files.readString(errorFile()).strip();
      return text.isEmpty() ? "no reason was given" : text;
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : new Path[] {control(), inside(), errorFile(), path}) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("removing {}", path, e);
    }
  }
}
