package dev.forebay.wire.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A signature as the request states it, before anything is checked against it. Immutable.
 *
 * @param scope the access key and what the signing key was derived for
 * @param signedHeaders in lower case, in the order in which they were signed
 * @param signature in hexadecimal
 * @param date as written into the string to sign, {@code 20150830T123600Z}
 * @param instant the same date
 * @param sessionToken the session's token, if one came
 * @param validFor a presigned request's lifetime, 1 second to 7 days; empty for a signed header
 */
record SignatureParts(
    CredentialScope scope,
    List<String> signedHeaders,
    String signature,
    String date,
    Instant instant,
    Optional<String> sessionToken,
    Optional<Duration> validFor) {

  SignatureParts {
    signedHeaders = List.copyOf(signedHeaders);
  }
}
