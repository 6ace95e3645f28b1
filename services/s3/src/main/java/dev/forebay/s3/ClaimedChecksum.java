package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.wire.Body;
import dev.forebay.wire.checksum.Checksum;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What an upload says of the checksum of its bytes, in headers or in a trailer. Immutable.
 *
 * @param kind the algorithm: the one that is named, or S3's default
 * @param named whether the request named it
 * @param value what the header says, in base 64
 * @param md5 of Content-MD5
 */
record ClaimedChecksum(Checksum kind, boolean named, Optional<String> value, Optional<Bytes> md5) {

  /** What a request says; of a part, the upload's kind is the default. */
  static ClaimedChecksum of(
      SdkPojo request,
      Body body,
      @Nullable String algorithm,
      @Nullable String md5,
      Checksum other) {
    Map<Checksum, String> values = new EnumMap<>(Checksum.class);
    for (SdkField<?> field : request.sdkFields()) {
      Checksum.ofHeader(field.locationName().toLowerCase(Locale.ROOT))
          .ifPresent(kind -> {
            Object value = field.getValueOrDefault(request);
            if (value != null) {
              values.put(kind, value.toString());
            }
          });
    }
    if (values.size() > 1) {
      throw S3Errors.invalidRequest(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    if (values.size() == 1) {
      Map.Entry<Checksum, String> only = values.entrySet().iterator().next();
      checkForm(only.getKey(), only.getValue());
      return new ClaimedChecksum(only.getKey(), true, Optional.of(only.getValue()), md5(md5));
    }
    Optional<Checksum> trailing =
        body.promised().stream().map(Checksum::ofHeader).flatMap(Optional::stream).findFirst();
    Optional<Checksum> said =
        trailing.or(() -> Optional.ofNullable(algorithm).map(Checksums::kind));
    return new ClaimedChecksum(said.orElse(other), said.isPresent(), Optional.empty(), md5(md5));
  }

  private static Optional<Bytes> md5(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      byte[] md5 = Base64.getDecoder().decode(text);
      if (md5.length == 16) {
        return Optional.of(Bytes.wrap(md5));
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw S3Errors.refused("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }

  private static void checkForm(Checksum kind, String value) {
    try {
      if (Base64.getDecoder().decode(value).length == kind.start().value().length) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw S3Errors.invalidRequest("Value for " + kind.header() + " header is invalid.");
  }

  /** Compares what was said, in trailers too, with what has arrived. */
  void check(Received received, Body body) {
    if (md5.isPresent() && !md5.get().equals(received.md5())) {
      throw S3Errors.badDigest("Content-MD5");
    }
    value.ifPresent(claimed -> compare(kind, claimed, received));
    body.trailers()
        .forEach((name, claimed) ->
            Checksum.ofHeader(name).ifPresent(said -> compare(said, claimed, received)));
  }

  private static void compare(Checksum kind, String claimed, Received received) {
    String computed = received.checksums().get(kind);
    if (computed != null && !computed.equals(claimed)) {
      throw S3Errors.badDigest(kind.name());
    }
  }
}
