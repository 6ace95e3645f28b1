package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists the current versions of objects. Thread-safe. */
final class ListOperations {
  static final int MOST = 1_000;

  private final Buckets buckets;

  ListOperations(Buckets buckets) {
    this.buckets = buckets;
  }

  ListObjectsResponse list(CallContext context, ListObjectsRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    UnaryOperator<String> encoding = Encoding.of(request.encodingTypeAsString());
    int limit = limit(request.maxKeys(), "max-keys");
    String marker = orEmpty(request.marker());
    String delimiter = orEmpty(request.delimiter());
    Listing listing = new Listing(bucket, orEmpty(request.prefix()), delimiter, limit);
    List<S3Object> contents = new ArrayList<>();
    boolean rolled = !delimiter.isEmpty() && marker.endsWith(delimiter);
    listing.walk(
        Keys.HEAD,
        Listing.HEADS,
        marker.isEmpty() ? Bytes.EMPTY : Listing.beyond(marker, rolled),
        (key, row) -> contents.add(object(bucket, key, Head.decode(row.value()), encoding, true)));
    ListObjectsResponse.Builder answer =
        ListObjectsResponse.builder()
            .name(bucket.name())
            .prefix(encoding.apply(orEmpty(request.prefix())))
            .marker(encoding.apply(marker))
            .maxKeys(limit)
            .isTruncated(listing.truncated())
            .encodingType(request.encodingTypeAsString())
            .contents(contents)
            .commonPrefixes(prefixes(listing, encoding));
    if (!delimiter.isEmpty()) {
      answer.delimiter(encoding.apply(delimiter));
      if (listing.truncated()) {
        answer.nextMarker(encoding.apply(listing.last()));
      }
    }
    return answer.build();
  }

  ListObjectsV2Response listV2(CallContext context, ListObjectsV2Request request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    UnaryOperator<String> encoding = Encoding.of(request.encodingTypeAsString());
    int limit = limit(request.maxKeys(), "max-keys");
    String delimiter = orEmpty(request.delimiter());
    Listing listing = new Listing(bucket, orEmpty(request.prefix()), delimiter, limit);
    List<S3Object> contents = new ArrayList<>();
    boolean owners = Boolean.TRUE.equals(request.fetchOwner());
    listing.walk(
        Keys.HEAD,
        Listing.HEADS,
        start(request.continuationToken(), request.startAfter()),
        (key, row) ->
            contents.add(object(bucket, key, Head.decode(row.value()), encoding, owners)));
    ListObjectsV2Response.Builder answer =
        ListObjectsV2Response.builder()
            .name(bucket.name())
            .prefix(encoding.apply(orEmpty(request.prefix())))
            .maxKeys(limit)
            .keyCount(listing.count())
            .isTruncated(listing.truncated())
            .encodingType(request.encodingTypeAsString())
            .continuationToken(request.continuationToken())
            .contents(contents)
            .commonPrefixes(prefixes(listing, encoding));
    if (request.startAfter() != null) {
      answer.startAfter(encoding.apply(request.startAfter()));
    }
    if (!delimiter.isEmpty()) {
      answer.delimiter(encoding.apply(delimiter));
    }
    if (listing.truncated()) {
      answer.nextContinuationToken(token(listing));
    }
    return answer.build();
  }

  private static Bytes start(@Nullable String token, @Nullable String startAfter) {
    if (token == null) {
      return startAfter == null || startAfter.isEmpty()
          ? Bytes.EMPTY
          : Listing.beyond(startAfter, false);
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith("k") || text.startsWith("p")) {
        return Listing.beyond(text.substring(1), text.startsWith("p"));
      }
    } catch (IllegalArgumentException e) {
      // Not one of ours.
    }
    throw S3Errors.invalidArgument(
        "The continuation token provided is incorrect", "continuation-token", token);
  }

  private static String token(Listing listing) {
    String text = (listing.lastIsPrefix() ? "p" : "k") + listing.last();
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static S3Object object(
      OpenBucket bucket, String key, Head head, UnaryOperator<String> encoding, boolean owner) {
    ObjectVersion version = head.current();
    S3Object.Builder object =
        S3Object.builder()
            .key(encoding.apply(key))
            .lastModified(version.modified())
            .eTag(version.quotedEtag())
            .size(version.size())
            .storageClass(version.storageClass());
    Checksums.of(version)
        .ifPresent(stored ->
            object.checksumAlgorithmWithStrings(stored.kind().name()).checksumType(stored.type()));
    if (owner) {
      object.owner(Owners.owner(bucket.row().owner()));
    }
    return object.build();
  }

  static List<CommonPrefix> prefixes(Listing listing, UnaryOperator<String> encoding) {
    return listing.prefixes().stream()
        .map(prefix -> CommonPrefix.builder().prefix(encoding.apply(prefix)).build())
        .toList();
  }

  /** The most entries that a page may have, 1,000 unless fewer are asked for. */
  static int limit(@Nullable Integer asked, String name) {
    if (asked == null) {
      return MOST;
    }
    if (asked < 0) {
      throw S3Errors.invalidArgument(
          "Argument " + name + " must be an integer between 0 and 2147483647",
          name,
          asked.toString());
    }
    return Math.min(asked, MOST);
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
