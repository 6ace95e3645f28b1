package dev.forebay.s3;

import java.util.List;
import java.util.regex.Pattern;

/** The rules for names of buckets ("General purpose bucket naming rules", S3 User Guide). */
final class BucketName {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final List<String> PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
  private static final List<String> SUFFIXES =
      List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

  private BucketName() {}

  /** Throws InvalidBucketName for what may not be the name of a new bucket. */
  static void check(String name) {
    boolean valid =
        FORM.matcher(name).matches()
            && !name.contains("..")
            && !ADDRESS.matcher(name).matches()
            && PREFIXES.stream().noneMatch(name::startsWith)
            && SUFFIXES.stream().noneMatch(name::endsWith);
    if (!valid) {
      throw S3Errors.invalidBucketName(name);
    }
  }
}
