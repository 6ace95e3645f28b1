package dev.forebay.server;

import dev.forebay.function.code.CodeSource;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.Transferred;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Fetches functions' code from buckets by calls of the switchboard, with the rights of whoever
 * names it. Thread-safe.
 */
final class BucketCode implements CodeSource {
  /** The most that a package in a bucket may have; unzipped it is bounded anyway. */
  private static final int MOST = 262_144_000;

  private volatile @Nullable Switchboard switchboard;

  void start(Switchboard started) {
    switchboard = started;
  }

  @Override
  public Bytes fetch(CallContext context, String bucket, String key, Optional<String> version) {
    Switchboard calls = switchboard;
    if (calls == null) {
      throw new IllegalStateException("the switchboard is not there yet");
    }
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(bucket).key(key).versionId(version.orElse(null)).build();
    try {
      Transferred<?> answer = calls.transfer(context, "s3", "GetObject", request, Body.EMPTY);
      try (Body body = answer.body();
          InputStream in = body.open()) {
        byte[] bytes = in.readNBytes(MOST + 1);
        if (bytes.length > MOST) {
          throw new AwsException(
              "InvalidParameterValueException",
              400,
              "Unzipped size must be smaller than " + MOST + " bytes");
        }
        return Bytes.wrap(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } catch (AwsException refused) {
      throw refused.code().equals("InvalidParameterValueException")
          ? refused
          : explain(refused, bucket, key);
    }
  }

  private static AwsException explain(AwsException refused, String bucket, String key) {
    if (refused.code().startsWith("AccessDenied")) {
      return new AwsException(
          "AccessDeniedException",
          403,
          "Your access has been denied by S3, please make sure your request credentials have"
              + " permission to GetObject for "
              + bucket
              + "/"
              + key
              + ". S3 Error Code: AccessDenied. S3 Error Message: "
              + refused.text());
    }
    return new AwsException(
        "InvalidParameterValueException",
        400,
        "Error occurred while GetObject. S3 Error Code: "
            + refused.code()
            + ". S3 Error Message: "
            + refused.text());
  }
}
