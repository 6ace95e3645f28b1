package dev.forebay.wire.signature;

import dev.forebay.wire.AwsException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The signature in the fields of a form, which covers the form's policy and nothing else
 * ("Authenticating requests: browser-based uploads using POST", Amazon S3 API Reference).
 * Immutable.
 */
sealed interface FormSignature {
  /** The signature, or empty when the form has none. */
  static Optional<FormSignature> parse(Map<String, String> fields) {
    boolean version4 = fields.keySet().stream().anyMatch(FormSignature::isOfVersion4);
    boolean version2 = fields.containsKey("awsaccesskeyid") || fields.containsKey("signature");
    if (!version4 && !version2) {
      if (fields.containsKey("policy")) {
        throw missing("AWSAccessKeyId");
      }
      return Optional.empty();
    }
    String policy = field(fields, "policy");
    Optional<String> token = Optional.ofNullable(fields.get("x-amz-security-token"));
    if (!version4) {
      return Optional.of(
          new Version2(policy, field(fields, "AWSAccessKeyId"), field(fields, "signature"), token));
    }
    String algorithm = field(fields, "x-amz-algorithm");
    if (!algorithm.equals("AWS4-HMAC-SHA256")) {
      throw invalid("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"", algorithm);
    }
    String credential = field(fields, "x-amz-credential");
    String date = field(fields, "x-amz-date");
    CredentialScope scope =
        CredentialScope.parse(credential)
            .filter(found -> found.service().equals("s3"))
            .orElseThrow(() ->
                invalid(
                    "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed;"
                        + " expecting \"<YOUR-AKID>/YYYYMMDD/REGION/s3/aws4_request\".",
                    credential));
    SignatureDate read =
        SignatureDate.parse(date)
            .orElseThrow(() ->
                invalid(
                    "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
                    date));
    return Optional.of(
        new Version4(
            policy,
            new SignatureParts(
                scope,
                List.of(),
                field(fields, "x-amz-signature"),
                read.text(),
                read.instant(),
                token,
                Optional.empty())));
  }

  private static boolean isOfVersion4(String field) {
    return List.of("x-amz-signature", "x-amz-credential", "x-amz-algorithm").contains(field);
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name.toLowerCase(Locale.ROOT));
    if (value == null || value.isEmpty()) {
      throw missing(name);
    }
    return value;
  }

  /** The refusal of a form that lacks a field. */
  static AwsException missing(String field) {
    return new AwsException(
        "InvalidArgument",
        400,
        "Bucket POST must contain a field named '"
            + field
            + "'.  If it is specified, please check the order of the fields.",
        Map.of("ArgumentName", field, "ArgumentValue", ""));
  }

  private static AwsException invalid(String message, String value) {
    return new AwsException("InvalidArgument", 400, message, Map.of("ArgumentValue", value));
  }

  /**
   * One of Version 4.
   *
   * @param policy as the field has it, which is the text that is signed
   */
  record Version4(String policy, SignatureParts parts) implements FormSignature {
    /** Compares the signature with the one of the key that was derived for its scope. */
    Proof proof(byte[] key) {
      return _ -> Sha256.same(Sha256.hex(Sha256.hmac(key, policy)), parts.signature());
    }
  }

  /** One of Version 2, which boto3 still makes in the older regions. */
  record Version2(
      String policy, String accessKeyId, String signature, Optional<String> sessionToken)
      implements FormSignature {
    /** Compares the signature with the one of this secret. */
    Proof proof(String secret) {
      return _ -> Sha256.same(Sha1.sign(secret, policy), signature);
    }
  }
}
