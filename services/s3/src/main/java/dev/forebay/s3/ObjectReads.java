package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Transferred;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/** Reads objects: their bytes, and what is known of them. Thread-safe. */
final class ObjectReads {
  private static final int ATTEMPTS = 100;

  private final Buckets buckets;
  private final Objects objects;
  private final Contents contents;
  private final Attributes attributes;
  private final Expiry expiry;

  ObjectReads(
      Buckets buckets, Objects objects, Contents contents, Attributes attributes, Expiry expiry) {
    this.buckets = buckets;
    this.objects = objects;
    this.contents = contents;
    this.attributes = attributes;
    this.expiry = expiry;
  }

  /** Bytes of an object, and which. */
  private record Part(Optional<ByteRange> range, Optional<Integer> parts) {
    long from() {
      return range.map(ByteRange::from).orElse(0L);
    }

    long length(ObjectVersion version) {
      return range.map(ByteRange::length).orElse(version.size());
    }
  }

  Transferred<GetObjectResponse> get(CallContext context, GetObjectRequest request, Body none) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ObjectVersion version = find(bucket, request.key(), request.versionId(), "GET");
      checkCustomerKey(version, request.sseCustomerKeyMD5());
      new Precondition(
              request.ifMatch(),
              request.ifNoneMatch(),
              request.ifModifiedSince(),
              request.ifUnmodifiedSince())
          .checkRead(version);
      Part part = part(bucket, version, request.range(), request.partNumber());
      Optional<Body> body =
          contents.open(bucket, version.data(), part.from(), part.length(version));
      if (body.isPresent()) {
        GetObjectResponse.Builder answer = GetObjectResponse.builder();
        attributes.fill((SdkPojo) answer, shown(version, request.checksumModeAsString(), part));
        override(context, request, answer);
        answer
            .metadata(version.metadata())
            .eTag(version.quotedEtag())
            .lastModified(version.modified())
            .acceptRanges("bytes")
            .contentLength(part.length(version));
        part.range().ifPresent(range -> answer.contentRange(range.header(version.size())));
        part.parts().ifPresent(answer::partsCount);
        if (bucket.versioned()) {
          answer.versionId(version.id());
        }
        if (!version.tags().isEmpty()) {
          answer.tagCount(version.tags().size());
        }
        expiry.header(bucket, request.key(), version).ifPresent(answer::expiration);
        return new Transferred<>(answer.build(), body.get());
      }
    }
    throw S3Errors.contended();
  }

  HeadObjectResponse head(CallContext context, HeadObjectRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    ObjectVersion version = find(bucket, request.key(), request.versionId(), "HEAD");
    checkCustomerKey(version, request.sseCustomerKeyMD5());
    new Precondition(
            request.ifMatch(),
            request.ifNoneMatch(),
            request.ifModifiedSince(),
            request.ifUnmodifiedSince())
        .checkRead(version);
    Part part = part(bucket, version, request.range(), request.partNumber());
    HeadObjectResponse.Builder answer = HeadObjectResponse.builder();
    attributes.fill((SdkPojo) answer, shown(version, request.checksumModeAsString(), part));
    answer
        .metadata(version.metadata())
        .eTag(version.quotedEtag())
        .lastModified(version.modified())
        .acceptRanges("bytes")
        .contentLength(part.length(version));
    part.range().ifPresent(range -> answer.contentRange(range.header(version.size())));
    part.parts().ifPresent(answer::partsCount);
    if (bucket.versioned()) {
      answer.versionId(version.id());
    }
    if (!version.tags().isEmpty()) {
      answer.tagCount(version.tags().size());
    }
    expiry.header(bucket, request.key(), version).ifPresent(answer::expiration);
    return answer.build();
  }

  /** The version that a request means; never a delete marker. */
  ObjectVersion find(
      OpenBucket bucket, @Nullable String key, @Nullable String versionId, String method) {
    String name = key == null ? "" : key;
    if (versionId != null && versionId.isEmpty()) {
      throw S3Errors.invalidArgument(
          "Version id cannot be the empty string", "versionId", versionId);
    }
    Optional<String> wanted = Optional.ofNullable(versionId);
    ObjectVersion version =
        objects
            .find(bucket, name, wanted)
            .orElseThrow(() ->
                versionId == null
                    ? S3Errors.noSuchKey(name)
                    : S3Errors.noSuchVersion(name, versionId));
    if (version.marker()) {
      throw versionId == null
          ? S3Errors.deleted(name, version.id())
          : S3Errors.marker(method, version.id());
    }
    return version;
  }

  static void checkCustomerKey(ObjectVersion version, @Nullable String md5) {
    Optional<String> stored = version.attribute(Attributes.CUSTOMER_KEY_MD5);
    if (stored.isPresent() && md5 == null) {
      throw S3Errors.invalidRequest(
          "The object was stored using a form of Server Side Encryption. The correct parameters"
              + " must be provided to retrieve the object.");
    }
    if (stored.isPresent() && !stored.get().equals(md5)) {
      throw S3Errors.denied();
    }
    if (stored.isEmpty() && md5 != null) {
      throw S3Errors.invalidRequest("The encryption parameters are not applicable to this object.");
    }
  }

  private Part part(
      OpenBucket bucket,
      ObjectVersion version,
      @Nullable String range,
      @Nullable Integer partNumber) {
    if (partNumber == null) {
      return new Part(ByteRange.parse(range, version.size()), Optional.empty());
    }
    if (range != null) {
      throw S3Errors.invalidRequest(
          "Cannot specify both Range header and partNumber query parameter");
    }
    List<PartRow> parts =
        version.data() instanceof Data.InParts(String id)
            ? contents.parts(bucket, id).orElse(List.of())
            : List.of();
    int count = Math.max(1, parts.size());
    if (partNumber < 1 || partNumber > count) {
      throw new AwsException(
          "InvalidPartNumber",
          416,
          "The requested partnumber is not satisfiable",
          Map.of("PartNumberRequested", partNumber.toString(), "ActualPartCount", "" + count));
    }
    if (parts.isEmpty()) {
      return new Part(
          version.size() == 0 ? Optional.empty() : Optional.of(new ByteRange(0, version.size())),
          Optional.empty());
    }
    long from = parts.subList(0, partNumber - 1).stream().mapToLong(PartRow::size).sum();
    return new Part(
        Optional.of(new ByteRange(from, parts.get(partNumber - 1).size())), Optional.of(count));
  }

  // Checksums are of the whole object, so they are told only with it, and when asked for.
  private static Map<String, String> shown(
      ObjectVersion version, @Nullable String checksumMode, Part part) {
    if ("ENABLED".equals(checksumMode) && part.range().isEmpty()) {
      return version.attributes();
    }
    Map<String, String> shown = new TreeMap<>(version.attributes());
    shown.keySet().removeIf(name -> name.startsWith(Attributes.CHECKSUM));
    return shown;
  }

  private static void override(
      CallContext context, GetObjectRequest request, GetObjectResponse.Builder answer) {
    boolean any =
        request.responseContentType() != null
            || request.responseContentDisposition() != null
            || request.responseContentEncoding() != null
            || request.responseContentLanguage() != null
            || request.responseCacheControl() != null
            || request.responseExpires() != null;
    if (!any) {
      return;
    }
    if (context.caller() instanceof Caller.Anonymous) {
      throw S3Errors.invalidRequest(
          "Request specific response headers cannot be used for anonymous GET requests.");
    }
    Optional.ofNullable(request.responseContentType()).ifPresent(answer::contentType);
    Optional.ofNullable(request.responseContentDisposition()).ifPresent(answer::contentDisposition);
    Optional.ofNullable(request.responseContentEncoding()).ifPresent(answer::contentEncoding);
    Optional.ofNullable(request.responseContentLanguage()).ifPresent(answer::contentLanguage);
    Optional.ofNullable(request.responseCacheControl()).ifPresent(answer::cacheControl);
    Instant expires = request.responseExpires();
    if (expires != null) {
      answer.expiresString(HttpDate.format(expires));
    }
  }

  GetObjectAttributesResponse attributes(CallContext context, GetObjectAttributesRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    if (request.objectAttributes().isEmpty()
        || request.objectAttributes().contains(ObjectAttributes.UNKNOWN_TO_SDK_VERSION)) {
      throw S3Errors.invalidArgument(
          "Invalid attribute name specified.",
          "x-amz-object-attributes",
          String.join(",", request.objectAttributesAsStrings()));
    }
    ObjectVersion version = find(bucket, request.key(), request.versionId(), "GET");
    checkCustomerKey(version, request.sseCustomerKeyMD5());
    GetObjectAttributesResponse.Builder answer =
        GetObjectAttributesResponse.builder().lastModified(version.modified());
    if (bucket.versioned()) {
      answer.versionId(version.id());
    }
    for (ObjectAttributes wanted : request.objectAttributes()) {
      switch (wanted) {
        case E_TAG -> answer.eTag(version.etag());
        case STORAGE_CLASS -> answer.storageClass(version.storageClass());
        case OBJECT_SIZE -> answer.objectSize(version.size());
        case CHECKSUM ->
            Checksums.of(version)
                .ifPresent(stored -> answer.checksum(PartChecksums.checksum(stored)));
        case OBJECT_PARTS -> {
          if (version.data() instanceof Data.InParts(String id)) {
            answer.objectParts(
                parts(contents.parts(bucket, id).orElse(List.of()), version, request));
          }
        }
        case UNKNOWN_TO_SDK_VERSION -> {}
      }
    }
    return answer.build();
  }

  private static GetObjectAttributesParts parts(
      List<PartRow> parts, ObjectVersion version, GetObjectAttributesRequest request) {
    GetObjectAttributesParts.Builder answer =
        GetObjectAttributesParts.builder().totalPartsCount(parts.size());
    Optional<Checksums.Stored> stored = Checksums.of(version);
    // Without a checksum of each part, S3 tells only how many there are.
    if (stored.isEmpty() || !stored.get().type().equals(Checksums.COMPOSITE)) {
      return answer.build();
    }
    int most = ListOperations.limit(request.maxParts(), "x-amz-max-parts");
    int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
    List<PartRow> after = parts.stream().filter(part -> part.number() > marker).toList();
    List<PartRow> page = after.subList(0, Math.min(most, after.size()));
    List<ObjectPart> listed =
        page.stream()
            .map(part ->
                PartChecksums.part(
                    ObjectPart.builder().partNumber(part.number()).size(part.size()),
                    stored.get().kind(),
                    part.checksum()))
            .toList();
    return answer
        .parts(listed)
        .maxParts(most)
        .partNumberMarker(marker)
        .isTruncated(page.size() < after.size())
        .nextPartNumberMarker(page.isEmpty() ? marker : page.getLast().number())
        .build();
  }
}
