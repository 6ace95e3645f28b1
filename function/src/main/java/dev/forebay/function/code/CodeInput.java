package dev.forebay.function.code;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.Bytes;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Gets the zip that a request carries or names. Thread-safe. */
public final class CodeInput {
  private final CodeSource buckets;

  /** Input whose buckets are found here. */
  public CodeInput(CodeSource buckets) {
    this.buckets = buckets;
  }

  /**
   * Where a request has its code, each member null where it is left out. Immutable.
   *
   * @param zipFile the zip itself
   * @param bucket or the bucket
   * @param key and key of an object
   * @param objectVersion and that object's version
   */
  public record Location(
      @Nullable SdkBytes zipFile,
      @Nullable String bucket,
      @Nullable String key,
      @Nullable String objectVersion) {}

  /**
   * The zip.
   *
   * @throws dev.forebay.wire.AwsException 400 unless there is exactly one source that can be read
   */
  public Bytes read(CallContext context, Location location) {
    SdkBytes zip = location.zipFile();
    if (zip != null) {
      if (location.bucket() != null || location.key() != null) {
        throw Refusals.invalidParameter(
            "Please do not provide other FunctionCode parameters when providing a ZipFile.");
      }
      // Nobody writes to the array: the request is not read again.
      return Bytes.wrap(zip.asByteArrayUnsafe());
    }
    String bucket = location.bucket();
    String key = location.key();
    if (bucket == null || key == null) {
      throw Refusals.invalidParameter("Please provide a source for function code.");
    }
    return buckets.fetch(context, bucket, key, Optional.ofNullable(location.objectVersion()));
  }
}
