package dev.forebay.wire.signature;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.Caller;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A signed request whose head has been checked; {@link #verify} checks the rest once the body is
 * there. Only then may the caller be believed. Immutable.
 */
public final class SignedRequest {
  private final WireRequest head;
  private final QueryText query;
  private final SignatureParts parts;
  private final Payload payload;
  private final Optional<byte[]> key;
  private final ErrorDialect dialect;
  private final Caller caller;
  private final AccountRegion place;

  SignedRequest(
      WireRequest head,
      QueryText query,
      SignatureParts parts,
      Payload payload,
      Optional<byte[]> key,
      ErrorDialect dialect,
      Caller caller,
      AccountRegion place) {
    this.head = head;
    this.query = query;
    this.parts = parts;
    this.payload = payload;
    this.key = key;
    this.dialect = dialect;
    this.caller = caller;
    this.place = place;
  }

  /** Whom the access key stands for. */
  public Caller caller() {
    return caller;
  }

  /** The access key's id, as the request's credential names it. */
  public String accessKeyId() {
    return parts.scope().accessKeyId();
  }

  /** Whether the key is one that was given out, so that the signature can be compared. */
  public boolean hasKnownKey() {
    return key.isPresent();
  }

  /** The caller's account, and the region of the credential scope. */
  public AccountRegion place() {
    return place;
  }

  /** The service of the credential scope; it need not be one that exists. */
  public String service() {
    return parts.scope().service();
  }

  /**
   * Compares the signature, and each chunk's, with the body. A trusted unknown key has no secret to
   * compare with; its body is only decoded.
   *
   * @param received the body, freed of the transfer's framing
   * @return the body, freed of aws-chunked framing too
   * @throws AwsException when the signature, a hash or a checksum is not the body's
   */
  public Bytes verify(Bytes received) {
    return switch (payload) {
      case Payload.Hashed hashed -> {
        checkSignature(Sha256.hexOf(received));
        yield received;
      }
      case Payload.Declared(String hash) -> {
        checkSignature(hash);
        if (!Sha256.same(Sha256.hexOf(received), hash)) {
          throw dialect.refuse(Refusal.OTHER_BODY);
        }
        yield received;
      }
      case Payload.Unsigned unsigned -> {
        checkSignature(Payload.UNSIGNED);
        yield received;
      }
      case Payload.PresignedObject presigned -> {
        checkSignature(Payload.UNSIGNED, Sha256.hexOf(received));
        yield received;
      }
      case Payload.Chunked chunked -> {
        checkSignature(chunked.name());
        yield unchunk(chunked, received);
      }
    };
  }

  /**
   * Compares the signature now, and the body with what was signed as it is read. Only S3's requests
   * say enough for that in their heads; the body of another is read into memory first.
   *
   * @param received the body, freed of the transfer's framing
   * @param most how many bytes may be held where the whole body has to be
   * @return the body, freed of aws-chunked framing too
   * @throws AwsException when the signature is another one
   * @throws IOException when the peer is gone
   */
  public Body open(InputStream received, OptionalLong length, int most) throws IOException {
    return switch (payload) {
      case Payload.Declared(String hash) -> {
        checkSignature(hash);
        yield new StreamedBody(length, new HashedStream(received, hash), List.of(), Map::of);
      }
      case Payload.Unsigned unsigned -> {
        checkSignature(Payload.UNSIGNED);
        yield new StreamedBody(length, received, List.of(), Map::of);
      }
      case Payload.Chunked chunked -> {
        checkSignature(chunked.name());
        Headers headers = head.headers();
        AwsChunkedStream stream = new AwsChunkedStream(received, chunked, headers, chain(chunked));
        yield new StreamedBody(
            AwsChunkedStream.declaredLength(headers),
            stream,
            AwsChunkedStream.promised(headers),
            stream::trailers);
      }
      case Payload.PresignedObject presigned -> {
        if (isSigned(Payload.UNSIGNED)) {
          yield new StreamedBody(length, received, List.of(), Map::of);
        }
        yield whole(received, most);
      }
      case Payload.Hashed hashed -> whole(received, most);
    };
  }

  private Body whole(InputStream received, int most) throws IOException {
    byte[] bytes = received.readNBytes(most + 1);
    if (bytes.length > most) {
      throw dialect.refuse(Refusal.MISMATCH);
    }
    return Body.of(verify(Bytes.wrap(bytes)));
  }

  private record StreamedBody(
      OptionalLong size,
      InputStream in,
      List<String> promised,
      Supplier<Map<String, String>> trailing)
      implements Body {
    @Override
    public InputStream open() {
      return in;
    }

    @Override
    public Map<String, String> trailers() {
      return trailing.get();
    }
  }

  private void checkSignature(String... payloadHashes) {
    if (!isSigned(payloadHashes)) {
      throw dialect.refuse(Refusal.MISMATCH);
    }
  }

  private boolean isSigned(String... payloadHashes) {
    if (key.isEmpty()) {
      return true;
    }
    String canonicalQuery = query.canonical();
    for (String path : paths()) {
      for (String payloadHash : payloadHashes) {
        String canonical =
            CanonicalRequest.text(head, path, canonicalQuery, parts.signedHeaders(), payloadHash);
        String expected =
            Sha256.hex(Sha256.hmac(key.get(), CanonicalRequest.stringToSign(parts, canonical)));
        if (Sha256.same(expected, parts.signature())) {
          return true;
        }
      }
    }
    return false;
  }

  // S3 signs the path as it is on the wire. A client that left a character bare which has to be
  // encoded may have signed it encoded, so that spelling is tried too.
  private List<String> paths() {
    if (dialect != ErrorDialect.S3) {
      return List.of(CanonicalRequest.path(head.rawPath()));
    }
    String recoded = UriText.recodePath(head.rawPath());
    return recoded.equals(head.rawPath()) ? List.of(recoded) : List.of(head.rawPath(), recoded);
  }

  private Bytes unchunk(Payload.Chunked chunked, Bytes received) {
    return AwsChunkedBody.decode(received, chunked, head.headers(), chain(chunked));
  }

  private Optional<ChunkSignatures> chain(Payload.Chunked chunked) {
    return chunked.signed() && key.isPresent()
        ? Optional.of(new ChunkSignatures(key.get(), parts))
        : Optional.empty();
  }
}
