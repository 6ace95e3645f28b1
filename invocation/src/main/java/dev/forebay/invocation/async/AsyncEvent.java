package dev.forebay.invocation.async;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that was accepted and waits for its function. Immutable.
 *
 * @param requestId the same for every attempt
 * @param invokedArn the ARN as the caller addressed it; resolved anew for each attempt
 * @param acceptedAt its age counts from here
 * @param payload JSON, up to 1 MiB
 * @param traceHeader as received
 * @param clientContext decoded JSON
 */
public record AsyncEvent(
    RequestId requestId,
    String invokedArn,
    Instant acceptedAt,
    Bytes payload,
    Optional<String> traceHeader,
    Optional<String> clientContext) {
  private static final int VERSION = 1;

  /** As it is stored. */
  Bytes encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.size() + 256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(requestId.value());
      out.writeUTF(invokedArn);
      out.writeLong(acceptedAt.toEpochMilli());
      write(out, traceHeader);
      write(out, clientContext);
      payload.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, Optional<String> text) throws IOException {
    byte[] utf8 = text.orElse("").getBytes(StandardCharsets.UTF_8);
    out.writeInt(text.isPresent() ? utf8.length : -1);
    out.write(utf8);
  }

  /**
   * What {@link #encode} wrote.
   *
   * @throws IllegalArgumentException for anything else
   */
  static AsyncEvent decode(Bytes bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toArray()))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of a stored event: " + version);
      }
      RequestId requestId = new RequestId(in.readUTF());
      String invokedArn = in.readUTF();
      Instant acceptedAt = Instant.ofEpochMilli(in.readLong());
      Optional<String> traceHeader = read(in);
      Optional<String> clientContext = read(in);
      return new AsyncEvent(
          requestId,
          invokedArn,
          acceptedAt,
          Bytes.wrap(in.readAllBytes()),
          traceHeader,
          clientContext);
    } catch (IOException e) {
      throw new IllegalArgumentException("a stored event cannot be read", e);
    }
  }

  private static Optional<String> read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0
        ? Optional.empty()
        : Optional.of(new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }
}
