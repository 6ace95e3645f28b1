package dev.forebay.wire.signature;

import dev.forebay.wire.protocol.Headers;
import dev.forebay.wire.protocol.WireRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A link to S3 signed by Signature Version 2 in the query, which boto3 still makes in the older
 * regions unless it is told otherwise ("Authenticating requests using the REST API", Amazon S3 API
 * Reference). It has no region and no service, and does not cover the body. Immutable.
 *
 * @param accessKeyId the key
 * @param signature in Base64
 * @param expires when the link ends
 */
record PresignedV2(
    WireRequest head, QueryText query, String accessKeyId, String signature, Instant expires) {
  private static final Set<String> SIGNED_PARAMETERS =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "cors",
          "delete",
          "inventory",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "partNumber",
          "policy",
          "replication",
          "requestPayment",
          "response-cache-control",
          "response-content-disposition",
          "response-content-encoding",
          "response-content-language",
          "response-content-type",
          "response-expires",
          "restore",
          "select",
          "select-type",
          "storageClass",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  /** The signature, or empty when the request has none of this kind. */
  static Optional<PresignedV2> parse(WireRequest head, QueryText query) {
    Optional<String> key = query.first("AWSAccessKeyId");
    Optional<String> signature = query.first("Signature");
    Optional<String> expires = query.first("Expires");
    // The query services knew such parameters too, beside the version.
    if (key.isEmpty()
        || signature.isEmpty()
        || expires.isEmpty()
        || query.first("SignatureVersion").isPresent()) {
      return Optional.empty();
    }
    try {
      Instant end = Instant.ofEpochSecond(Long.parseLong(expires.get()));
      return Optional.of(new PresignedV2(head, query, key.get(), signature.get(), end));
    } catch (NumberFormatException | DateTimeException e) {
      throw ErrorDialect.S3.refuse(Refusal.UNSIGNED);
    }
  }

  /** The session token, which stands in the query as the header that it would be. */
  Optional<String> sessionToken() {
    Optional<String> token = query.first("x-amz-security-token");
    return token.isPresent() ? token : head.headers().first("X-Amz-Security-Token");
  }

  /** Compares the signature with the one of this secret. */
  Proof proof(String secret) {
    return payloadHash ->
        paths().stream()
            .anyMatch(path -> Sha256.same(Sha1.sign(secret, stringToSign(path)), signature));
  }

  // The bucket is signed as a part of the path, also where the host names it.
  private List<String> paths() {
    List<String> paths = new ArrayList<>(List.of(head.rawPath()));
    String host = head.headers().first("Host").orElse("");
    for (int dot = host.indexOf('.'); dot > 0; dot = host.indexOf('.', dot + 1)) {
      paths.add("/" + host.substring(0, dot) + head.rawPath());
    }
    return paths;
  }

  private String stringToSign(String path) {
    Headers headers = head.headers();
    StringBuilder text = new StringBuilder();
    text.append(head.method()).append('\n');
    text.append(valueOf("Content-MD5")).append('\n');
    text.append(valueOf("Content-Type")).append('\n');
    text.append(query.first("Expires").orElse("")).append('\n');
    Map<String, String> amazons = new TreeMap<>();
    headers.forEach((name, value) -> addAmazons(amazons, name, value));
    query
        .parameters()
        .forEach(parameter ->
            addAmazons(
                amazons, UriText.decode(parameter.name()), UriText.decode(parameter.value())));
    amazons.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.append(path).append(signedQuery()).toString();
  }

  private String valueOf(String header) {
    return head.headers()
        .first(header)
        .or(() -> query.first(header.toLowerCase(Locale.ROOT)))
        .orElse("");
  }

  private static void addAmazons(Map<String, String> amazons, String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("x-amz-")) {
      amazons.merge(lower, value.strip(), (one, other) -> one + "," + other);
    }
  }

  private String signedQuery() {
    StringBuilder text = new StringBuilder();
    query.parameters().stream()
        .filter(parameter -> SIGNED_PARAMETERS.contains(parameter.name()))
        .sorted(Comparator.comparing(QueryText.Parameter::name))
        .forEach(parameter -> {
          text.append(text.isEmpty() ? '?' : '&').append(parameter.name());
          if (!parameter.value().isEmpty()) {
            text.append('=').append(UriText.decode(parameter.value()));
          }
        });
    return text.toString();
  }
}
