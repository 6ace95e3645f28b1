package dev.forebay.s3;

import dev.forebay.model.Clock;
import dev.forebay.storage.Commits;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Transferred;
import dev.forebay.wire.checksum.Checksum;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Uploads in parts until they are completed: their beginning, their parts, their end without an
 * object. Thread-safe.
 */
final class UploadOperations {
  private static final int MOST_PARTS = 10_000;

  private final Buckets buckets;
  private final Uploads uploads;
  private final ObjectReads reads;
  private final Contents contents;
  private final Attributes attributes;
  private final ObjectRules rules;
  private final Surroundings surroundings;

  /** What uploads need besides. */
  record Surroundings(Commits commits, Clock clock, RandomGenerator random, Sequences sequences) {}

  UploadOperations(
      Buckets buckets,
      Uploads uploads,
      ObjectReads reads,
      Contents contents,
      Attributes attributes,
      ObjectRules rules,
      Surroundings surroundings) {
    this.buckets = buckets;
    this.uploads = uploads;
    this.reads = reads;
    this.contents = contents;
    this.attributes = attributes;
    this.rules = rules;
    this.surroundings = surroundings;
  }

  CreateMultipartUploadResponse create(CallContext context, CreateMultipartUploadRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    String key = ObjectWrites.key(request.key());
    rules.checkAcl(
        bucket.row(),
        request.aclAsString(),
        java.util.Arrays.asList(
            request.grantFullControl(),
            request.grantRead(),
            request.grantReadACP(),
            request.grantWriteACP()));
    Map<String, String> kept = rules.complete(bucket.row(), attributes.of(request));
    if (request.aclAsString() != null) {
      kept.put(Attributes.ACL, request.aclAsString());
    }
    Checksum kind =
        request.checksumAlgorithmAsString() == null
            ? Checksum.CRC64NVME
            : Checksums.kind(request.checksumAlgorithmAsString());
    UploadRow upload =
        new UploadRow(
            VersionId.of(surroundings.sequences().next(), surroundings.random()),
            key,
            surroundings.clock().now().truncatedTo(ChronoUnit.SECONDS),
            kind,
            request.checksumAlgorithmAsString() != null,
            type(kind, request),
            kept,
            ObjectRules.metadata(request.metadata()),
            Tags.parse(request.tagging()),
            "");
    surroundings
        .commits()
        .write(
            bucket.space(),
            List.of(new Transaction.Put(Keys.upload(key, upload.id()), upload.encode())));
    CreateMultipartUploadResponse.Builder answer = CreateMultipartUploadResponse.builder();
    attributes.fill((SdkPojo) answer, kept);
    if (upload.named()) {
      answer.checksumAlgorithm(kind.name()).checksumType(upload.type());
    }
    return answer.bucket(bucket.name()).key(key).uploadId(upload.id()).build();
  }

  private static String type(Checksum kind, CreateMultipartUploadRequest request) {
    @Nullable String asked = request.checksumTypeAsString();
    if (asked == null) {
      return kind == Checksum.CRC64NVME ? Checksums.FULL : Checksums.COMPOSITE;
    }
    if (request.checksumAlgorithmAsString() == null) {
      throw S3Errors.invalidRequest(
          "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
              + " header.");
    }
    boolean hash = kind == Checksum.SHA1 || kind == Checksum.SHA256;
    if (!asked.equals(Checksums.FULL) && !asked.equals(Checksums.COMPOSITE)) {
      throw S3Errors.invalidRequest("Value for x-amz-checksum-type header is invalid.");
    }
    if (asked.equals(Checksums.FULL) ? hash : kind == Checksum.CRC64NVME) {
      throw S3Errors.invalidRequest(
          "The "
              + asked
              + " checksum type cannot be used with the "
              + kind.name().toLowerCase(java.util.Locale.ROOT)
              + " checksum algorithm.");
    }
    return asked;
  }

  Transferred<UploadPartResponse> part(CallContext context, UploadPartRequest request, Body body) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    int number = number(request.partNumber());
    UploadRow upload = uploads.open(bucket, request.key(), request.uploadId());
    if (body.size().isEmpty()) {
      throw new AwsException(
          "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }
    ClaimedChecksum claimed =
        ClaimedChecksum.of(
            request,
            body,
            request.checksumAlgorithmAsString(),
            request.contentMD5(),
            upload.kind());
    if (claimed.named() && upload.named() && claimed.kind() != upload.kind()) {
      throw S3Errors.invalidRequest(
          "Checksum Type mismatch occurred, expected checksum Type: "
              + upload.kind().name().toLowerCase(java.util.Locale.ROOT)
              + ", actual checksum Type: "
              + claimed.kind().name().toLowerCase(java.util.Locale.ROOT));
    }
    Received received = contents.receive(bucket, body, EnumSet.of(claimed.kind(), upload.kind()));
    PartRow part = part(number, received, upload);
    try {
      claimed.check(received, body);
      store(bucket, upload, part, received);
    } catch (AwsException e) {
      if (e.status() < 500) {
        contents.forget(bucket, received);
      }
      throw e;
    }
    UploadPartResponse.Builder answer = UploadPartResponse.builder();
    attributes.fill((SdkPojo) answer, encryption(upload));
    PartChecksums.set(
        (SdkPojo) answer, claimed.kind(), received.checksums().getOrDefault(claimed.kind(), ""));
    return Transferred.of(answer.eTag(part.quotedEtag()).build());
  }

  private PartRow part(int number, Received received, UploadRow upload) {
    return new PartRow(
        number,
        received.size(),
        received.etag(),
        received.checksums().getOrDefault(upload.kind(), ""),
        surroundings.clock().now().truncatedTo(ChronoUnit.SECONDS),
        received.data());
  }

  // In place of a part that came before. The upload must still be under way.
  private void store(OpenBucket bucket, UploadRow upload, PartRow part, Received received) {
    Transaction.Condition there = uploads.stillThere(bucket, upload);
    Optional<Row> before = bucket.space().read(Keys.part(upload.id(), part.number()));
    List<Transaction.Condition> conditions = new ArrayList<>();
    conditions.add(there);
    conditions.add(
        before.isPresent()
            ? new Transaction.AtRevision(before.get().key(), before.get().revision())
            : new Transaction.Absent(Keys.part(upload.id(), part.number())));
    List<Transaction.Write> writes = new ArrayList<>(received.writes());
    writes.add(new Transaction.Put(Keys.part(upload.id(), part.number()), part.encode()));
    Optional<Data> old = before.map(Row::value).map(PartRow::decode).map(PartRow::data);
    old.ifPresent(data -> writes.addAll(contents.dropped(data)));
    if (!surroundings.commits().commit(bucket.space(), conditions, writes)) {
      throw uploads.find(bucket, upload.key(), upload.id()).filter(row -> !row.done()).isEmpty()
          ? S3Errors.noSuchUpload(upload.id())
          : S3Errors.contended();
    }
    old.ifPresent(data -> contents.remove(bucket, data, surroundings.commits()));
  }

  private static Map<String, String> encryption(UploadRow upload) {
    Map<String, String> kept = new TreeMap<>(upload.attributes());
    kept.keySet().removeIf(name -> !name.startsWith(Attributes.ENCRYPTION));
    return kept;
  }

  private static int number(@Nullable Integer number) {
    if (number == null || number < 1 || number > MOST_PARTS) {
      throw S3Errors.invalidArgument(
          "Part number must be an integer between 1 and 10000, inclusive",
          "partNumber",
          String.valueOf(number));
    }
    return number;
  }

  UploadPartCopyResponse copyPart(CallContext context, UploadPartCopyRequest request) {
    OpenBucket bucket = buckets.open(request.destinationBucket(), request.expectedBucketOwner());
    int number = number(request.partNumber());
    UploadRow upload = uploads.open(bucket, request.destinationKey(), request.uploadId());
    CopySource source = CopySource.of(request);
    OpenBucket from = buckets.open(source.bucket(), request.expectedSourceBucketOwner());
    ObjectVersion original = reads.find(from, source.key(), source.versionId().orElse(null), "GET");
    ObjectReads.checkCustomerKey(original, request.copySourceSSECustomerKeyMD5());
    new Precondition(
            request.copySourceIfMatch(),
            request.copySourceIfNoneMatch(),
            request.copySourceIfModifiedSince(),
            request.copySourceIfUnmodifiedSince())
        .checkSource(original);
    ByteRange range =
        request.copySourceRange() == null
            ? new ByteRange(0, original.size())
            : ByteRange.ofCopy(request.copySourceRange(), original.size());
    Received received =
        ObjectWrites.receive(
            bucket, from, original, range.from(), range.length(), upload.kind(), contents);
    PartRow part = part(number, received, upload);
    store(bucket, upload, part, received);
    CopyPartResult.Builder result =
        CopyPartResult.builder().eTag(part.quotedEtag()).lastModified(part.modified());
    if (upload.named()) {
      PartChecksums.set((SdkPojo) result, upload.kind(), part.checksum());
    }
    UploadPartCopyResponse.Builder answer = UploadPartCopyResponse.builder();
    attributes.fill((SdkPojo) answer, encryption(upload));
    if (from.versioned()) {
      answer.copySourceVersionId(original.id());
    }
    return answer.copyPartResult(result.build()).build();
  }

  AbortMultipartUploadResponse abort(CallContext context, AbortMultipartUploadRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    UploadRow upload = uploads.open(bucket, request.key(), request.uploadId());
    uploads.drop(bucket, upload);
    return AbortMultipartUploadResponse.builder().build();
  }
}
