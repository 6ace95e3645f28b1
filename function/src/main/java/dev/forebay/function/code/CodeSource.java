package dev.forebay.function.code;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.Optional;

/** Fetches packages that a request names by bucket and key. Thread-safe. */
@FunctionalInterface
public interface CodeSource {
  /** Where there is no S3: no bucket exists. */
  CodeSource NO_BUCKETS =
      (context, bucket, key, version) -> {
        throw Refusals.invalidParameter(
            "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The"
                + " specified bucket does not exist");
      };

  /**
   * The object.
   *
   * @param context the call that names it, with whose rights it is read
   * @param version the object's version, if the request names one
   * @throws dev.forebay.wire.AwsException 400 {@code Error occurred while GetObject. …}
   */
  Bytes fetch(CallContext context, String bucket, String key, Optional<String> version);
}
