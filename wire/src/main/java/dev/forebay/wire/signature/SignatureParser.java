package dev.forebay.wire.signature;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the signature in a request's {@code Authorization} header or in its query, and says what is
 * missing in AWS's words. Immutable.
 */
final class SignatureParser {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final long LONGEST_SECONDS = 604_800;

  private SignatureParser() {}

  /** The signature, or empty when the request has none. */
  static Optional<SignatureParts> parse(WireRequest request, QueryText query) {
    List<String> authorization = request.headers().all("Authorization");
    if (!authorization.isEmpty()) {
      return Optional.of(fromHeader(request, String.join(", ", authorization)));
    }
    boolean presigned =
        query.first("X-Amz-Algorithm").isPresent()
            || query.first("X-Amz-Signature").isPresent()
            || query.first("X-Amz-Credential").isPresent();
    return presigned ? Optional.of(fromQuery(request, query)) : Optional.empty();
  }

  private static SignatureParts fromHeader(WireRequest request, String authorization) {
    Map<String, String> fields = fields(request, authorization);
    Optional<String> date = dateHeader(request.headers());
    StringBuilder missing = new StringBuilder();
    for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
      if (!fields.containsKey(name)) {
        missing.append("Authorization header requires '").append(name).append("' parameter. ");
      }
    }
    if (date.isEmpty()) {
      missing.append(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
    }
    String credential = fields.getOrDefault("Credential", "");
    if (!missing.isEmpty()) {
      throw incomplete(request, credential, missing + hashed("Authorization=", authorization, ""));
    }
    return parts(
        request,
        credential,
        fields.getOrDefault("SignedHeaders", ""),
        fields.getOrDefault("Signature", ""),
        date.orElseThrow(),
        request.headers().first("X-Amz-Security-Token"),
        Optional.empty());
  }

  // "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…"
  private static Map<String, String> fields(WireRequest request, String authorization) {
    int space = authorization.indexOf(' ');
    String algorithm = space < 0 ? authorization : authorization.substring(0, space);
    if (!algorithm.equals(ALGORITHM)) {
      throw incomplete(request, "", unsupported(algorithm, authorization));
    }
    Map<String, String> fields = new HashMap<>();
    String rest = space < 0 ? "" : authorization.substring(space + 1);
    for (String field : rest.split(",", -1)) {
      String trimmed = field.strip();
      int equals = trimmed.indexOf('=');
      if (equals < 1) {
        if (trimmed.isEmpty()) {
          continue;
        }
        throw incomplete(request, "", noKeyValue(authorization));
      }
      fields.put(trimmed.substring(0, equals), trimmed.substring(equals + 1).strip());
    }
    return fields;
  }

  private static String unsupported(String algorithm, String authorization) {
    return algorithm.startsWith("AWS4-") || algorithm.startsWith("AWS3") || algorithm.equals("AWS")
        ? "Unsupported AWS 'algorithm': '" + algorithm + "'. Forebay verifies " + ALGORITHM + "."
        : noKeyValue(authorization);
  }

  private static String noKeyValue(String authorization) {
    return "Invalid key=value pair (missing equal-sign) in Authorization header "
        + hashed("'", authorization, "'.");
  }

  // The header may hold a secret, so only its hash is repeated, as AWS does.
  private static String hashed(String before, String text, String after) {
    byte[] hash = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    String shown = before + Base64.getEncoder().encodeToString(hash) + after;
    return "(Hashed with SHA-256 and encoded with Base64) " + shown;
  }

  private static Optional<String> dateHeader(Headers headers) {
    Optional<String> amzDate = headers.first("X-Amz-Date");
    return amzDate.isPresent() ? amzDate : headers.first("Date");
  }

  private static SignatureParts fromQuery(WireRequest request, QueryText query) {
    StringBuilder missing = new StringBuilder();
    for (String name :
        List.of(
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Signature",
            "X-Amz-SignedHeaders",
            "X-Amz-Date")) {
      if (query.first(name).isEmpty()) {
        missing.append("AWS query-string parameters must include '").append(name).append("'. ");
      }
    }
    String credential = query.first("X-Amz-Credential").orElse("");
    if (!missing.isEmpty()) {
      throw incomplete(request, credential, missing + "Re-examine the query-string parameters.");
    }
    String algorithm = query.first("X-Amz-Algorithm").orElse("");
    if (!algorithm.equals(ALGORITHM)) {
      throw incomplete(request, credential, unsupported(algorithm, algorithm));
    }
    Optional<String> token = query.first("X-Amz-Security-Token");
    return parts(
        request,
        credential,
        query.first("X-Amz-SignedHeaders").orElse(""),
        query.first("X-Amz-Signature").orElse(""),
        query.first("X-Amz-Date").orElse(""),
        token.isPresent() ? token : request.headers().first("X-Amz-Security-Token"),
        Optional.of(lifetime(request, credential, query)));
  }

  // Only S3 insists on X-Amz-Expires; elsewhere a request without it lives as long as a header's.
  private static Duration lifetime(WireRequest request, String credential, QueryText query) {
    Optional<String> text = query.first("X-Amz-Expires");
    if (text.isEmpty() && !serviceOf(credential).equals("s3")) {
      return SignatureVerifier.SKEW;
    }
    String problem;
    try {
      long seconds = Long.parseLong(text.orElse(""));
      if (seconds >= 1 && seconds <= LONGEST_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
      problem =
          seconds < 1
              ? "X-Amz-Expires must be at least 1 second"
              : "X-Amz-Expires must be less than a week (in seconds) that is 604800 seconds";
    } catch (NumberFormatException e) {
      problem = "X-Amz-Expires should be a number";
    }
    if (serviceOf(credential).equals("s3")) {
      throw new AwsException("AuthorizationQueryParametersError", 400, problem);
    }
    throw incomplete(request, credential, problem);
  }

  private static SignatureParts parts(
      WireRequest request,
      String credential,
      String signedHeaders,
      String signature,
      String dateText,
      Optional<String> token,
      Optional<Duration> validFor) {
    CredentialScope scope =
        CredentialScope.parse(credential)
            .orElseThrow(() ->
                incomplete(
                    request,
                    credential,
                    "Credential must have exactly 5 slash-delimited elements, e.g."
                        + " keyid/date/region/service/term, got '"
                        + credential
                        + "'"));
    SignatureDate date =
        SignatureDate.parse(dateText)
            .orElseThrow(() ->
                incomplete(
                    request,
                    credential,
                    "Date must be in ISO-8601 'basic format'. Got '"
                        + dateText
                        + "'. See http://en.wikipedia.org/wiki/ISO_8601"));
    return new SignatureParts(
        scope,
        List.of(signedHeaders.toLowerCase(Locale.ROOT).split(";", -1)),
        signature,
        date.text(),
        date.instant(),
        token,
        validFor);
  }

  private static String serviceOf(String credential) {
    return CredentialScope.parse(credential).map(CredentialScope::service).orElse("");
  }

  private static AwsException incomplete(WireRequest request, String credential, String text) {
    return ErrorDialect.of(request, serviceOf(credential)).refuse(Refusal.INCOMPLETE, text);
  }
}
