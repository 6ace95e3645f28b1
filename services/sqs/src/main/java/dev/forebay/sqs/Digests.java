package dev.forebay.sqs;

import dev.forebay.model.Bytes;
import dev.forebay.sqs.StoredMessage.Attribute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The digests by which clients check what SQS has understood ("Amazon SQS message metadata"). */
final class Digests {
  private static final byte TEXT = 1;
  private static final byte BINARY = 2;

  private Digests() {}

  /** MD5 of a body, in hexadecimal digits. */
  static String ofBody(String body) {
    return hex(algorithm("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** SHA-256 of a body, in hexadecimal digits: the deduplication id of content. */
  static String ofContent(String body) {
    return hex(algorithm("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** MD5 over names, types and values in order of the names. */
  static String ofAttributes(Map<String, Attribute> attributes) {
    MessageDigest digest = algorithm("MD5");
    new TreeMap<>(attributes)
        .forEach((name, attribute) -> {
          add(digest, name.getBytes(StandardCharsets.UTF_8));
          add(digest, attribute.type().getBytes(StandardCharsets.UTF_8));
          digest.update(attribute.isBinary() ? BINARY : TEXT);
          add(digest, attribute.value().toArray());
        });
    return hex(digest.digest());
  }

  /** MD5 of the system attributes of a send, of which there is one. */
  static String ofTraceHeader(String traceHeader) {
    return ofAttributes(Map.of("AWSTraceHeader", new Attribute("String", Bytes.utf8(traceHeader))));
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
    digest.update(part);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + name, e);
    }
  }
}
