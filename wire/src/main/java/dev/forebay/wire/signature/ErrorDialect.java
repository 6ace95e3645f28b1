package dev.forebay.wire.signature;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.WireRequest;
import java.util.Locale;

/**
 * The codes and statuses by which a family of services refuses a signature ("Common Errors" of the
 * API references; "Error responses" of the Amazon S3 API Reference).
 */
enum ErrorDialect {
  /** Services with resource paths, such as Lambda. */
  REST_JSON,
  /** Services that name the operation in {@code X-Amz-Target}. */
  JSON,
  /** Services that name the operation in {@code Action}. */
  QUERY,
  /** Amazon S3. */
  S3;

  private static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";
  private static final String S3_MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " key and signing method.";

  /** The dialect in which a request expects its answer. */
  static ErrorDialect of(WireRequest request, String scopeService) {
    if (scopeService.equals("s3")) {
      return S3;
    }
    if (request.headers().contains("X-Amz-Target")) {
      return JSON;
    }
    String type = request.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    boolean form = type.startsWith("application/x-www-form-urlencoded");
    return form || request.rawQuery().contains("Action=") ? QUERY : REST_JSON;
  }

  /** The refusal with AWS's usual text. */
  AwsException refuse(Refusal refusal) {
    return refuse(refusal, text(refusal));
  }

  /** The refusal with a text of its own, where the dialect lets it through. */
  AwsException refuse(Refusal refusal, String text) {
    return switch (this) {
      case REST_JSON -> new AwsException(jsonCode(refusal), 403, text);
      case JSON -> new AwsException(jsonCode(refusal), 400, text);
      case QUERY -> new AwsException(queryCode(refusal), queryStatus(refusal), text);
      case S3 -> new AwsException(s3Code(refusal), s3Status(refusal), s3Text(refusal, text));
    };
  }

  private String text(Refusal refusal) {
    return switch (refusal) {
      case UNSIGNED ->
          this == QUERY
              ? "Request is missing Authentication Token"
              : "Missing Authentication Token";
      case UNKNOWN_KEY, WRONG_TOKEN -> "The security token included in the request is invalid.";
      case ENDED_SESSION -> "The security token included in the request is expired";
      case INCOMPLETE -> "The request signature does not conform to AWS standards.";
      case WRONG_SCOPE, SKEWED, EXPIRED, MISMATCH, UNSIGNED_HEADER, OTHER_BODY -> MISMATCH;
    };
  }

  private static String jsonCode(Refusal refusal) {
    return switch (refusal) {
      case UNSIGNED -> "MissingAuthenticationTokenException";
      case INCOMPLETE -> "IncompleteSignatureException";
      case UNKNOWN_KEY, WRONG_TOKEN -> "UnrecognizedClientException";
      case ENDED_SESSION -> "ExpiredTokenException";
      case WRONG_SCOPE, SKEWED, EXPIRED, MISMATCH, UNSIGNED_HEADER, OTHER_BODY ->
          "InvalidSignatureException";
    };
  }

  private static String queryCode(Refusal refusal) {
    return switch (refusal) {
      case UNSIGNED -> "MissingAuthenticationToken";
      case INCOMPLETE -> "IncompleteSignature";
      case UNKNOWN_KEY, WRONG_TOKEN -> "InvalidClientTokenId";
      case ENDED_SESSION -> "ExpiredToken";
      case WRONG_SCOPE, SKEWED, EXPIRED, MISMATCH, UNSIGNED_HEADER, OTHER_BODY ->
          "SignatureDoesNotMatch";
    };
  }

  private static int queryStatus(Refusal refusal) {
    return refusal == Refusal.INCOMPLETE ? 400 : 403;
  }

  private static String s3Code(Refusal refusal) {
    return switch (refusal) {
      case UNSIGNED, EXPIRED, UNSIGNED_HEADER -> "AccessDenied";
      case INCOMPLETE, WRONG_SCOPE -> "AuthorizationHeaderMalformed";
      case UNKNOWN_KEY -> "InvalidAccessKeyId";
      case WRONG_TOKEN -> "InvalidToken";
      case ENDED_SESSION -> "ExpiredToken";
      case SKEWED -> "RequestTimeTooSkewed";
      case MISMATCH -> "SignatureDoesNotMatch";
      case OTHER_BODY -> "XAmzContentSHA256Mismatch";
    };
  }

  private static int s3Status(Refusal refusal) {
    return switch (refusal) {
      case INCOMPLETE, WRONG_SCOPE, WRONG_TOKEN, ENDED_SESSION, OTHER_BODY -> 400;
      case UNSIGNED, EXPIRED, UNSIGNED_HEADER, UNKNOWN_KEY, SKEWED, MISMATCH -> 403;
    };
  }

  private static String s3Text(Refusal refusal, String text) {
    return switch (refusal) {
      case UNSIGNED -> "Access Denied";
      case EXPIRED -> "Request has expired";
      case UNSIGNED_HEADER -> "There were headers present in the request which were not signed";
      case INCOMPLETE, WRONG_SCOPE -> "The authorization header is malformed; " + text;
      case UNKNOWN_KEY -> "The AWS Access Key Id you provided does not exist in our records.";
      case WRONG_TOKEN -> "The provided token is malformed or otherwise invalid.";
      case ENDED_SESSION -> "The provided token has expired.";
      case SKEWED -> "The difference between the request time and the current time is too large.";
      case MISMATCH -> S3_MISMATCH;
      case OTHER_BODY ->
          "The provided 'x-amz-content-sha256' header does not match what was computed.";
    };
  }
}
