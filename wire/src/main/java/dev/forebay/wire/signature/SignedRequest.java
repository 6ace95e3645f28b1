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
import java.util.stream.Stream;

/**
 * A signed request whose head has been checked; {@link #verify} checks the rest once the body is
 * there. Only then may the caller be believed. Immutable.
 */
public final class SignedRequest {
  private final WireRequest head;
  private final String accessKeyId;
  private final String service;
  private final Payload payload;
  private final Optional<Proof> proof;
  private final Optional<Supplier<ChunkSignatures>> chunkSignatures;
  private final ErrorDialect dialect;
  private final Caller caller;
  private final AccountRegion place;

  private SignedRequest(
      WireRequest head,
      String accessKeyId,
      String service,
      Payload payload,
      Optional<Proof> proof,
      Optional<Supplier<ChunkSignatures>> chunkSignatures,
      ErrorDialect dialect,
      Caller caller,
      AccountRegion place) {
    this.head = head;
    this.accessKeyId = accessKeyId;
    this.service = service;
    this.payload = payload;
    this.proof = proof;
    this.chunkSignatures = chunkSignatures;
    this.dialect = dialect;
    this.caller = caller;
    this.place = place;
  }

  /** One of Version 4, with the key that was derived from the secret, if that is known. */
  static SignedRequest ofVersion4(
      WireRequest head,
      QueryText query,
      SignatureParts parts,
      Optional<byte[]> key,
      ErrorDialect dialect,
      Caller caller,
      AccountRegion place) {
    return new SignedRequest(
        head,
        parts.scope().accessKeyId(),
        parts.scope().service(),
        Payload.of(head, parts, query),
        key.map(known -> new ProofV4(head, query, parts, known, dialect)),
        key.map(known -> () -> new ChunkSignatures(known, parts)),
        dialect,
        caller,
        place);
  }

  /** One of Version 2, with the secret, if that is known. */
  static SignedRequest ofVersion2(
      PresignedV2 presigned, Optional<String> secret, Caller caller, AccountRegion place) {
    return ofUnsignedBody(
        presigned.head(), presigned.accessKeyId(), secret.map(presigned::proof), caller, place);
  }

  /** One of S3's whose signature does not cover the body, with its proof, if the key is known. */
  static SignedRequest ofUnsignedBody(
      WireRequest head,
      String accessKeyId,
      Optional<Proof> proof,
      Caller caller,
      AccountRegion place) {
    return new SignedRequest(
        head,
        accessKeyId,
        "s3",
        new Payload.Unsigned(),
        proof,
        Optional.empty(),
        ErrorDialect.S3,
        caller,
        place);
  }

  /** Whom the access key stands for. */
  public Caller caller() {
    return caller;
  }

  /** The access key's id, as the request names it. */
  public String accessKeyId() {
    return accessKeyId;
  }

  /** Whether the key is one that was given out, so that the signature can be compared. */
  public boolean hasKnownKey() {
    return proof.isPresent();
  }

  /** The caller's account, and the region that the request was signed for. */
  public AccountRegion place() {
    return place;
  }

  /** The service that the request was signed for; it need not be one that exists. */
  public String service() {
    return service;
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
    return proof.isEmpty() || Stream.of(payloadHashes).anyMatch(proof.get()::holds);
  }

  private Bytes unchunk(Payload.Chunked chunked, Bytes received) {
    return AwsChunkedBody.decode(received, chunked, head.headers(), chain(chunked));
  }

  private Optional<ChunkSignatures> chain(Payload.Chunked chunked) {
    return chunked.signed() ? chunkSignatures.map(Supplier::get) : Optional.empty();
  }
}
