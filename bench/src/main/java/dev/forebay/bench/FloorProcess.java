package dev.forebay.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * One function process and the one connection it keeps to us. An event is written to the connection
 * by the thread that brings it, which then reads the answer. Confined to one thread at a time.
 */
final class FloorProcess {
  private static final byte[] ACCEPTED =
      "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocketChannel listener;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;

  FloorProcess(Path socket) throws IOException {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  byte[] invoke(ByteBuffer event) throws IOException {
    if (in == null || out == null) {
      SocketChannel connection = listener.accept();
      in = new BufferedInputStream(Channels.newInputStream(connection));
      out = Channels.newOutputStream(connection);
    }
    // The question for the next event: it came right after the answer to the last one.
    readRequest(in);
    byte[] head = head(event.remaining());
    byte[] message = new byte[head.length + event.remaining()];
    System.arraycopy(head, 0, message, 0, head.length);
    event.get(message, head.length, event.remaining());
    out.write(message);
    byte[] answer = readRequest(in);
    out.write(ACCEPTED);
    return answer;
  }

  private static byte[] head(int length) {
    String arn = "arn:aws:lambda:us-east-1:000000000000:function:floor";
    return """
    HTTP/1.1 200 OK
    Content-Type: application/json
    Lambda-Runtime-Aws-Request-Id: 00000000-0000-4000-8000-000000000000
    Lambda-Runtime-Deadline-Ms: 4102444800000
    Lambda-Runtime-Invoked-Function-Arn: %s
    Lambda-Runtime-Trace-Id: Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0
    Content-Length: %d

    """
        .formatted(arn, length)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] readRequest(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return in.readNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the function's process closed its connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
