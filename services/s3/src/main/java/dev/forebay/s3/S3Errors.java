package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import java.util.Map;

/** The errors of S3, in AWS's wording ("Error responses", Amazon S3 API Reference). */
final class S3Errors {
  private S3Errors() {}

  static AwsException noSuchBucket(String bucket) {
    return new AwsException(
        "NoSuchBucket", 404, "The specified bucket does not exist", Map.of("BucketName", bucket));
  }

  static AwsException invalidBucketName(String bucket) {
    return new AwsException(
        "InvalidBucketName",
        400,
        "The specified bucket is not valid.",
        Map.of("BucketName", bucket));
  }

  static AwsException noSuchKey(String key) {
    return new AwsException(
        "NoSuchKey", 404, "The specified key does not exist.", Map.of("Key", key));
  }

  /** The current version is a delete marker. */
  static AwsException deleted(String key, String versionId) {
    return new AwsException(
        "NoSuchKey",
        404,
        "The specified key does not exist.",
        Map.of("Key", key, "DeleteMarker", "true", "DeletedVersion", versionId));
  }

  static AwsException noSuchVersion(String key, String versionId) {
    return new AwsException(
        "NoSuchVersion",
        404,
        "The specified version does not exist.",
        Map.of("Key", key, "VersionId", versionId));
  }

  /** A delete marker was asked for by its version. */
  static AwsException marker(String method, String versionId) {
    return new AwsException(
        "MethodNotAllowed",
        405,
        "The specified method is not allowed against this resource.",
        Map.of(
            "Method",
            method,
            "ResourceType",
            "DeleteMarker",
            "Allow",
            "DELETE",
            "DeleteMarker",
            "true",
            "VersionId",
            versionId));
  }

  static AwsException invalidVersion(String versionId) {
    return invalidArgument("Invalid version id specified", "versionId", versionId);
  }

  static AwsException preconditionFailed(String condition) {
    return new AwsException(
        "PreconditionFailed",
        412,
        "At least one of the pre-conditions you specified did not hold",
        Map.of("Condition", condition));
  }

  static AwsException conflict() {
    return new AwsException(
        "ConditionalRequestConflict",
        409,
        "The conditional request cannot succeed due to a conflicting operation against this"
            + " resource.");
  }

  static AwsException noSuchUpload(String uploadId) {
    return new AwsException(
        "NoSuchUpload",
        404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have"
            + " been aborted or completed.",
        Map.of("UploadId", uploadId));
  }

  static AwsException invalidArgument(String message, String name, String value) {
    return new AwsException(
        "InvalidArgument", 400, message, Map.of("ArgumentName", name, "ArgumentValue", value));
  }

  static AwsException invalidRequest(String message) {
    return refused("InvalidRequest", message);
  }

  static AwsException malformedXml() {
    return refused(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  static AwsException denied() {
    return new AwsException("AccessDenied", 403, "Access Denied");
  }

  static AwsException locked() {
    return new AwsException(
        "AccessDenied", 403, "Access Denied because object protected by object lock.");
  }

  static AwsException badDigest(String kind) {
    return refused(
        "BadDigest", "The " + kind + " you specified did not match the calculated checksum.");
  }

  static AwsException notImplemented(String what) {
    return new AwsException(
        "NotImplemented", 501, what + " is not implemented in Forebay", Map.of());
  }

  static AwsException contended() {
    return new AwsException(
        "OperationAborted",
        409,
        "A conflicting conditional operation is currently in progress against this resource. Please"
            + " try again.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalError", 500, "The service cannot tell whether the request was done.");
  }

  static AwsException refused(String code, String message) {
    return new AwsException(code, 400, message);
  }
}
