package dev.forebay.wire.signature;

import dev.forebay.wire.protocol.WireRequest;
import java.util.List;
import java.util.Locale;

/**
 * The one text per request that Signature Version 4 hashes ("Create a signed AWS API request", IAM
 * User Guide).
 */
final class CanonicalRequest {
  private CanonicalRequest() {}

  /**
   * The text.
   *
   * @param path the canonical path
   * @param query the canonical query
   * @param signedHeaders in the order in which they were signed
   * @param payloadHash the body's hash in hexadecimal, or the word that stands for it
   */
  static String text(
      WireRequest request,
      String path,
      String query,
      List<String> signedHeaders,
      String payloadHash) {
    StringBuilder out = new StringBuilder(512);
    out.append(request.method()).append('\n');
    out.append(path).append('\n');
    out.append(query).append('\n');
    for (String name : signedHeaders) {
      out.append(name).append(':');
      appendValues(out, request.headers().all(name));
      out.append('\n');
    }
    out.append('\n');
    out.append(String.join(";", signedHeaders)).append('\n');
    return out.append(payloadHash).toString();
  }

  /** The path of every service but S3: normalized, and encoded once more than on the wire. */
  static String path(String rawPath) {
    return UriText.encodePath(UriText.normalizePath(rawPath));
  }

  /** The string to sign. */
  static String stringToSign(SignatureParts parts, String canonicalRequest) {
    return "AWS4-HMAC-SHA256\n"
        + parts.date()
        + "\n"
        + parts.scope().scope()
        + "\n"
        + Sha256.hexOf(canonicalRequest);
  }

  /** Whether a header has to be among the signed ones ("Signed headers", IAM User Guide). */
  static boolean mustBeSigned(String headerName) {
    String name = headerName.toLowerCase(Locale.ROOT);
    return name.equals("host")
        || (name.startsWith("x-amz-") && !name.equals("x-amz-security-token"));
  }

  private static void appendValues(StringBuilder out, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ",");
      appendTrimmed(out, values.get(i));
    }
  }

  // Without the spaces at both ends, and with runs of spaces made one.
  private static void appendTrimmed(StringBuilder out, String value) {
    boolean space = false;
    boolean any = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        space = true;
        continue;
      }
      if (space && any) {
        out.append(' ');
      }
      out.append(c);
      space = false;
      any = true;
    }
  }
}
