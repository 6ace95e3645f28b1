package dev.forebay.function.code;

import dev.forebay.function.answer.Refusals;
import dev.forebay.wire.AwsException;

/**
 * How large deployment packages may be.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda
 *     quotas</a>
 */
public final class PackageLimits {
  /** Bytes of a zip that is uploaded directly. */
  public static final long ZIPPED = 52_428_800;

  /** Bytes of all files of a function and its layers. */
  public static final long UNZIPPED = 262_144_000;

  /** Bytes of all packages of an account in a region. */
  public static final long STORAGE = 80_530_636_800L;

  private PackageLimits() {}

  /** 413 for a zip that is too large. */
  static AwsException zippedTooLarge() {
    return new AwsException(
        "RequestEntityTooLargeException",
        413,
        "Zipped size must be smaller than " + ZIPPED + " bytes");
  }

  /** 400 for files that are too large together. */
  public static AwsException unzippedTooLarge() {
    return Refusals.invalidParameter("Unzipped size must be smaller than " + UNZIPPED + " bytes");
  }

  /** 400 when the account's code storage is used up. */
  static AwsException storageExceeded() {
    return new AwsException("CodeStorageExceededException", 400, "Code storage limit exceeded.");
  }
}
