package dev.forebay.s3;

import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Transferred;
import dev.forebay.wire.checksum.Checksum;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Writes objects: from a request's bytes, and from another object. Thread-safe. */
final class ObjectWrites {
  private static final long LARGEST_COPY = 5_368_709_120L;

  private final Buckets buckets;
  private final Objects objects;
  private final ObjectReads reads;
  private final Contents contents;
  private final Attributes attributes;
  private final ObjectRules rules;
  private final Surroundings surroundings;

  /** What writes need besides objects. */
  record Surroundings(Announcer announcer, Expiry expiry, Clock clock) {}

  ObjectWrites(
      Buckets buckets,
      Objects objects,
      ObjectReads reads,
      Contents contents,
      Attributes attributes,
      ObjectRules rules,
      Surroundings surroundings) {
    this.buckets = buckets;
    this.objects = objects;
    this.reads = reads;
    this.contents = contents;
    this.attributes = attributes;
    this.rules = rules;
    this.surroundings = surroundings;
  }

  Transferred<PutObjectResponse> put(CallContext context, PutObjectRequest request, Body body) {
    if (body.size().isEmpty()) {
      throw new AwsException(
          "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }
    return Transferred.of(put(context, request, body, "ObjectCreated:Put"));
  }

  /** Writes an object that came by a form, whose size is known at its end. */
  Transferred<PutObjectResponse> post(CallContext context, PutObjectRequest request, Body body) {
    return Transferred.of(put(context, request, body, "ObjectCreated:Post"));
  }

  private PutObjectResponse put(
      CallContext context, PutObjectRequest request, Body body, String event) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    String key = key(request.key());
    if (request.writeOffsetBytes() != null) {
      throw S3Errors.notImplemented("Appending to an object");
    }
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
    Map<String, String> metadata = ObjectRules.metadata(request.metadata());
    Map<String, String> tags = Tags.parse(request.tagging());
    Precondition precondition = Precondition.ofWrite(request.ifMatch(), request.ifNoneMatch());
    if (precondition.ifMatch() != null || precondition.ifNoneMatch() != null) {
      precondition.checkWrite(key, objects.find(bucket, key, java.util.Optional.empty()));
    }
    ClaimedChecksum claimed =
        ClaimedChecksum.of(
            request,
            body,
            request.checksumAlgorithmAsString(),
            request.contentMD5(),
            Checksum.CRC64NVME);
    Received received = contents.receive(bucket, body, Set.of(claimed.kind()));
    Checksums.Stored checksum =
        new Checksums.Stored(
            claimed.kind(), received.checksums().getOrDefault(claimed.kind(), ""), Checksums.FULL);
    Announcer.Announcement announcement = surroundings.announcer().of(context, bucket, key, event);
    ObjectVersion version;
    try {
      claimed.check(received, body);
      kept.putAll(checksum.attributes());
      version =
          objects.put(
              bucket,
              key,
              ObjectVersions.draft(
                  received, received.etag(), surroundings.clock().now(), kept, metadata, tags),
              received.writes(),
              precondition,
              announcement);
    } catch (AwsException e) {
      giveUp(bucket, received, e);
      throw e;
    }
    announcement.send();
    PutObjectResponse.Builder answer = PutObjectResponse.builder();
    attributes.fill((SdkPojo) answer, version.attributes());
    if (bucket.row().versioning() == Versioning.ENABLED) {
      answer.versionId(version.id());
    }
    surroundings.expiry().header(bucket, key, version).ifPresent(answer::expiration);
    return answer.eTag(version.quotedEtag()).build();
  }

  // Of a commit whose outcome nobody knows the bytes may be in use.
  private void giveUp(OpenBucket bucket, Received received, AwsException refusal) {
    if (refusal.status() < 500) {
      contents.forget(bucket, received);
    }
  }

  CopyObjectResponse copy(CallContext context, CopyObjectRequest request) {
    OpenBucket bucket = buckets.open(request.destinationBucket(), request.expectedBucketOwner());
    String key = key(request.destinationKey());
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
    if (original.size() > LARGEST_COPY) {
      throw S3Errors.invalidRequest(
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + LARGEST_COPY);
    }
    rules.checkAcl(
        bucket.row(),
        request.aclAsString(),
        java.util.Arrays.asList(
            request.grantFullControl(),
            request.grantRead(),
            request.grantReadACP(),
            request.grantWriteACP()));
    boolean replace = "REPLACE".equals(request.metadataDirectiveAsString());
    Map<String, String> asked = attributes.of(request);
    boolean same = bucket.name().equals(from.name()) && key.equals(source.key());
    if (same && !replace && source.versionId().isEmpty() && !changes(asked)) {
      throw S3Errors.invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    if (!replace) {
      asked.keySet().removeAll(Attributes.CONTENT);
      Attributes.CONTENT.forEach(
          name -> original.attribute(name).ifPresent(value -> asked.put(name, value)));
    }
    Map<String, String> kept = rules.complete(bucket.row(), asked);
    Map<String, String> metadata =
        replace ? ObjectRules.metadata(request.metadata()) : original.metadata();
    Map<String, String> tags =
        "REPLACE".equals(request.taggingDirectiveAsString())
            ? Tags.parse(request.tagging())
            : original.tags();
    Checksum kind =
        request.checksumAlgorithmAsString() != null
            ? Checksums.kind(request.checksumAlgorithmAsString())
            : Checksums.of(original).map(Checksums.Stored::kind).orElse(Checksum.CRC64NVME);
    Received received = receive(bucket, from, original, 0, original.size(), kind, contents);
    Checksums.Stored checksum =
        new Checksums.Stored(kind, received.checksums().getOrDefault(kind, ""), Checksums.FULL);
    kept.putAll(checksum.attributes());
    Announcer.Announcement announcement =
        surroundings.announcer().of(context, bucket, key, "ObjectCreated:Copy");
    ObjectVersion version;
    try {
      version =
          objects.put(
              bucket,
              key,
              ObjectVersions.draft(
                  received, received.etag(), surroundings.clock().now(), kept, metadata, tags),
              received.writes(),
              Precondition.ofWrite(request.ifMatch(), request.ifNoneMatch()),
              announcement);
    } catch (AwsException e) {
      giveUp(bucket, received, e);
      throw e;
    }
    announcement.send();
    CopyObjectResult.Builder result =
        CopyObjectResult.builder()
            .eTag(version.quotedEtag())
            .lastModified(version.modified())
            .checksumType(checksum.type());
    PartChecksums.set((SdkPojo) result, kind, checksum.value());
    CopyObjectResponse.Builder answer =
        CopyObjectResponse.builder().copyObjectResult(result.build());
    Map<String, String> told = new TreeMap<>(version.attributes());
    attributes.fill((SdkPojo) answer, told);
    if (bucket.row().versioning() == Versioning.ENABLED) {
      answer.versionId(version.id());
    }
    if (from.versioned()) {
      answer.copySourceVersionId(original.id());
    }
    surroundings.expiry().header(bucket, key, version).ifPresent(answer::expiration);
    return answer.build();
  }

  private static boolean changes(Map<String, String> asked) {
    return List.of(
            Attributes.STORAGE_CLASS,
            Attributes.ENCRYPTION,
            Attributes.KMS_KEY,
            Attributes.CUSTOMER_ALGORITHM,
            "x-amz-website-redirect-location")
        .stream()
        .anyMatch(asked::containsKey);
  }

  /** Takes a run of another object's bytes. */
  static Received receive(
      OpenBucket bucket,
      OpenBucket from,
      ObjectVersion original,
      long first,
      long length,
      Checksum kind,
      Contents contents) {
    try (Body body =
        contents.open(from, original.data(), first, length).orElseThrow(S3Errors::contended)) {
      return contents.receive(bucket, body, Set.of(kind));
    }
  }

  /** The key of an object that is to be written. */
  static String key(@org.jspecify.annotations.Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw S3Errors.invalidRequest("A key must be specified.");
    }
    Keys.key(key);
    return key;
  }
}
