package dev.forebay.s3;

import dev.forebay.model.Clock;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.checksum.Checksum;
import dev.forebay.wire.checksum.CrcJoin;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Makes an object of an upload's parts ("CompleteMultipartUpload", Amazon S3 API Reference). The
 * parts stay where they are; the object lists them. Thread-safe.
 */
final class Completion {
  private static final long SMALLEST = 5_242_880;
  private static final int MOST = 10_000;

  private final Buckets buckets;
  private final Uploads uploads;
  private final Objects objects;
  private final Attributes attributes;
  private final Announcer announcer;
  private final Clock clock;

  Completion(
      Buckets buckets,
      Uploads uploads,
      Objects objects,
      Attributes attributes,
      Announcer announcer,
      Clock clock) {
    this.buckets = buckets;
    this.uploads = uploads;
    this.objects = objects;
    this.attributes = attributes;
    this.announcer = announcer;
    this.clock = clock;
  }

  CompleteMultipartUploadResponse complete(
      CallContext context, CompleteMultipartUploadRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    String key = ObjectWrites.key(request.key());
    UploadRow upload =
        uploads
            .find(bucket, key, ListOperations.orEmpty(request.uploadId()))
            .orElseThrow(() -> S3Errors.noSuchUpload(ListOperations.orEmpty(request.uploadId())));
    if (upload.done()) {
      return again(context, bucket, upload);
    }
    if (request.multipartUpload() == null || request.multipartUpload().parts().isEmpty()) {
      throw S3Errors.malformedXml();
    }
    List<PartRow> parts = chosen(bucket, upload, request.multipartUpload().parts());
    checkSizes(parts);
    long size = parts.stream().mapToLong(PartRow::size).sum();
    if (request.mpuObjectSize() != null && request.mpuObjectSize() != size) {
      throw S3Errors.invalidRequest(
          "The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }
    Checksums.Stored checksum = checksum(upload, parts);
    claimed(request, checksum.kind())
        .filter(claim -> !bare(claim).equals(bare(checksum.value())))
        .ifPresent(claim -> {
          throw S3Errors.badDigest(checksum.kind().name());
        });
    Map<String, String> kept = new TreeMap<>(upload.attributes());
    kept.putAll(checksum.attributes());
    ObjectVersion draft =
        ObjectVersions.draft(
            new Received(
                size,
                dev.forebay.model.Bytes.EMPTY,
                Map.of(),
                new Data.InParts(upload.id()),
                List.of()),
            etag(parts),
            clock.now(),
            kept,
            upload.metadata(),
            upload.tags());
    Announcer.Announcement announcement =
        announcer.of(context, bucket, key, "ObjectCreated:CompleteMultipartUpload");
    uploads.stillThere(bucket, upload);
    ObjectVersion version =
        objects.put(
            bucket,
            key,
            draft,
            List.of(new Transaction.Put(Keys.parts(upload.id()), PartRow.encodeAll(parts))),
            Precondition.ofWrite(request.ifMatch(), request.ifNoneMatch()),
            (made, sequence) -> {
              List<Transaction.Write> writes = new ArrayList<>(announcement.writes(made, sequence));
              writes.add(
                  new Transaction.Put(
                      Keys.upload(key, upload.id()),
                      upload.completed(made.etag(), made.id()).encode()));
              return writes;
            });
    announcement.send();
    uploads.dropParts(bucket, upload.id(), parts);
    return answer(context, bucket, key, version);
  }

  // A repeat, because the first answer was lost, gets the same one.
  private CompleteMultipartUploadResponse again(
      CallContext context, OpenBucket bucket, UploadRow upload) {
    String[] result = upload.result().split(" ", -1);
    ObjectVersion version =
        objects
            .find(bucket, upload.key(), Optional.of(result[1]))
            .filter(found -> found.etag().equals(result[0]))
            .orElseThrow(() -> S3Errors.noSuchUpload(upload.id()));
    return answer(context, bucket, upload.key(), version);
  }

  private CompleteMultipartUploadResponse answer(
      CallContext context, OpenBucket bucket, String key, ObjectVersion version) {
    CompleteMultipartUploadResponse.Builder answer =
        CompleteMultipartUploadResponse.builder()
            .bucket(bucket.name())
            .key(key)
            .location(
                context.endpoint()
                    + "/"
                    + bucket.name()
                    + "/"
                    + Encoding.escape(key).replace("%2F", "/"))
            .eTag(version.quotedEtag());
    Map<String, String> encryption = new TreeMap<>(version.attributes());
    encryption.keySet().removeIf(name -> !name.startsWith(Attributes.ENCRYPTION));
    attributes.fill((SdkPojo) answer, encryption);
    Checksums.of(version)
        .ifPresent(stored -> {
          PartChecksums.set((SdkPojo) answer, stored.kind(), stored.value());
          answer.checksumType(stored.type());
        });
    if (bucket.row().versioning() == Versioning.ENABLED) {
      answer.versionId(version.id());
    }
    return answer.build();
  }

  private List<PartRow> chosen(OpenBucket bucket, UploadRow upload, List<CompletedPart> listed) {
    if (listed.size() > MOST) {
      throw S3Errors.malformedXml();
    }
    Map<Integer, PartRow> there = new HashMap<>();
    uploads.parts(bucket, upload.id(), 0, MOST).forEach(part -> there.put(part.number(), part));
    List<PartRow> parts = new ArrayList<>();
    int before = 0;
    for (CompletedPart wanted : listed) {
      if (wanted.partNumber() == null || wanted.eTag() == null) {
        throw S3Errors.malformedXml();
      }
      if (wanted.partNumber() <= before) {
        throw S3Errors.refused(
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number.");
      }
      before = wanted.partNumber();
      PartRow part = there.get(wanted.partNumber());
      if (part == null || !part.etag().equals(wanted.eTag().replace("\"", ""))) {
        throw invalidPart(upload, wanted);
      }
      Optional<String> sum = claimed(wanted, upload.kind());
      if (sum.isPresent() && !sum.get().equals(part.checksum())) {
        throw invalidPart(upload, wanted);
      }
      if (sum.isEmpty() && upload.named() && upload.type().equals(Checksums.COMPOSITE)) {
        throw S3Errors.invalidRequest(
            "The upload was created using a "
                + upload.kind().name().toLowerCase(Locale.ROOT)
                + " checksum. The complete request must include the checksum for each part. It was"
                + " missing for part "
                + wanted.partNumber()
                + " in the request.");
      }
      parts.add(part);
    }
    return parts;
  }

  private static AwsException invalidPart(UploadRow upload, CompletedPart wanted) {
    return new AwsException(
        "InvalidPart",
        400,
        "One or more of the specified parts could not be found.  The part may not have been"
            + " uploaded, or the specified entity tag may not match the part's entity tag.",
        Map.of(
            "UploadId",
            upload.id(),
            "PartNumber",
            String.valueOf(wanted.partNumber()),
            "ETag",
            ListOperations.orEmpty(wanted.eTag())));
  }

  private static void checkSizes(List<PartRow> parts) {
    for (PartRow part : parts.subList(0, parts.size() - 1)) {
      if (part.size() < SMALLEST) {
        throw new AwsException(
            "EntityTooSmall",
            400,
            "Your proposed upload is smaller than the minimum allowed size",
            Map.of(
                "ProposedSize",
                Long.toString(part.size()),
                "MinSizeAllowed",
                Long.toString(SMALLEST),
                "PartNumber",
                Integer.toString(part.number()),
                "ETag",
                part.etag()));
      }
    }
  }

  /** The MD5 of the parts' MD5s, and how many there are. */
  private static String etag(List<PartRow> parts) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
      return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  private static Checksums.Stored checksum(UploadRow upload, List<PartRow> parts) {
    if (upload.type().equals(Checksums.COMPOSITE)) {
      Checksum.Running sum = upload.kind().start();
      for (PartRow part : parts) {
        byte[] bytes = Base64.getDecoder().decode(part.checksum());
        sum.update(bytes, 0, bytes.length);
      }
      return new Checksums.Stored(
          upload.kind(), sum.base64() + "-" + parts.size(), Checksums.COMPOSITE);
    }
    String joined = parts.getFirst().checksum();
    for (PartRow part : parts.subList(1, parts.size())) {
      joined = CrcJoin.join(upload.kind(), joined, part.checksum(), part.size());
    }
    return new Checksums.Stored(upload.kind(), joined, Checksums.FULL);
  }

  private static Optional<String> claimed(SdkPojo pojo, Checksum kind) {
    String name = "checksum" + kind.name().toLowerCase(Locale.ROOT);
    for (SdkField<?> field : pojo.sdkFields()) {
      if (field.memberName().toLowerCase(Locale.ROOT).equals(name)) {
        @Nullable Object value = field.getValueOrDefault(pojo);
        return Optional.ofNullable(value).map(Object::toString);
      }
    }
    return Optional.empty();
  }

  // Some clients send a composite checksum without the number of parts.
  private static String bare(String checksum) {
    int dash = checksum.indexOf('-');
    return dash < 0 ? checksum : checksum.substring(0, dash);
  }
}
