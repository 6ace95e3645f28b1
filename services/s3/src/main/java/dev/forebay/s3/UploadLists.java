package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.Initiator;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** Lists uploads under way and their parts. Thread-safe. */
final class UploadLists {
  private final Buckets buckets;
  private final Uploads uploads;

  UploadLists(Buckets buckets, Uploads uploads) {
    this.buckets = buckets;
    this.uploads = uploads;
  }

  ListMultipartUploadsResponse uploads(CallContext context, ListMultipartUploadsRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    UnaryOperator<String> encoding = Encoding.of(request.encodingTypeAsString());
    int limit = ListOperations.limit(request.maxUploads(), "max-uploads");
    String prefix = ListOperations.orEmpty(request.prefix());
    String delimiter = ListOperations.orEmpty(request.delimiter());
    String keyMarker = ListOperations.orEmpty(request.keyMarker());
    String idMarker = ListOperations.orEmpty(request.uploadIdMarker());
    Listing listing = new Listing(bucket, prefix, delimiter, limit);
    List<MultipartUpload> found = new ArrayList<>();
    Bytes from =
        keyMarker.isEmpty()
            ? Bytes.EMPTY
            : idMarker.isEmpty()
                ? Keys.end(Keys.below(keyMarker)).orElseThrow()
                : Listing.next(Keys.upload(keyMarker, idMarker).key());
    listing.walk(
        Keys.UPLOAD,
        Listing.UPLOADS,
        from,
        (key, row) -> {
          UploadRow upload = UploadRow.decode(row.value());
          MultipartUpload.Builder one =
              MultipartUpload.builder()
                  .key(encoding.apply(key))
                  .uploadId(upload.id())
                  .initiated(upload.initiated())
                  .storageClass(
                      upload.attributes().getOrDefault(Attributes.STORAGE_CLASS, "STANDARD"))
                  .owner(Owners.owner(bucket.row().owner()))
                  .initiator(initiator(bucket));
          if (upload.named()) {
            one.checksumAlgorithm(upload.kind().name()).checksumType(upload.type());
          }
          found.add(one.build());
        });
    ListMultipartUploadsResponse.Builder answer =
        ListMultipartUploadsResponse.builder()
            .bucket(bucket.name())
            .prefix(encoding.apply(prefix))
            .keyMarker(encoding.apply(keyMarker))
            .uploadIdMarker(idMarker)
            .maxUploads(limit)
            .encodingType(request.encodingTypeAsString())
            .isTruncated(listing.truncated())
            .uploads(found)
            .commonPrefixes(ListOperations.prefixes(listing, encoding));
    if (!delimiter.isEmpty()) {
      answer.delimiter(encoding.apply(delimiter));
    }
    if (listing.truncated()) {
      answer.nextKeyMarker(encoding.apply(listing.last()));
      if (!listing.lastIsPrefix() && !found.isEmpty()) {
        answer.nextUploadIdMarker(found.getLast().uploadId());
      }
    }
    return answer.build();
  }

  ListPartsResponse parts(CallContext context, ListPartsRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    UploadRow upload = uploads.open(bucket, request.key(), request.uploadId());
    int limit = ListOperations.limit(request.maxParts(), "max-parts");
    int marker = request.partNumberMarker() == null ? 0 : Math.max(0, request.partNumberMarker());
    List<PartRow> parts =
        marker >= 10_000 ? List.of() : uploads.parts(bucket, upload.id(), marker, limit + 1);
    List<PartRow> page = parts.subList(0, Math.min(limit, parts.size()));
    ListPartsResponse.Builder answer =
        ListPartsResponse.builder()
            .bucket(bucket.name())
            .key(upload.key())
            .uploadId(upload.id())
            .maxParts(limit)
            .partNumberMarker(marker)
            .nextPartNumberMarker(page.isEmpty() ? 0 : page.getLast().number())
            .isTruncated(parts.size() > page.size())
            .storageClass(upload.attributes().getOrDefault(Attributes.STORAGE_CLASS, "STANDARD"))
            .owner(Owners.owner(bucket.row().owner()))
            .initiator(initiator(bucket))
            .parts(page.stream().map(part -> part(upload, part)).toList());
    if (upload.named()) {
      answer.checksumAlgorithm(upload.kind().name()).checksumType(upload.type());
    }
    return answer.build();
  }

  private static Part part(UploadRow upload, PartRow part) {
    Part.Builder answer =
        Part.builder()
            .partNumber(part.number())
            .size(part.size())
            .eTag(part.quotedEtag())
            .lastModified(part.modified());
    if (upload.named()) {
      PartChecksums.set((SdkPojo) answer, upload.kind(), part.checksum());
    }
    return answer.build();
  }

  private static Initiator initiator(OpenBucket bucket) {
    return Initiator.builder().id(Owners.canonicalId(bucket.row().owner())).build();
  }
}
