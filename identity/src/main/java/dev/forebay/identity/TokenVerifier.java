package dev.forebay.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.forebay.wire.AwsException;
import java.net.MalformedURLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the signatures of one issuer's tokens with its public keys. Those of a URL are kept for
 * five minutes and asked for again when a token names an unknown one, once a second at the most; a
 * file is read each time. Thread-safe.
 */
final class TokenVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

  /** Those that AWS takes: none that is symmetric, and not {@code none}. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 5_000;
  private static final int MOST_BYTES = 512 * 1024;
  private static final long KEPT_MILLIS = 300_000;
  private static final long OFTEN_MILLIS = 1_000;

  private final TrustedIssuer trusted;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  /**
   * A verifier.
   *
   * @throws IllegalArgumentException when the keys' place is no URL
   */
  TokenVerifier(TrustedIssuer trusted) {
    this.trusted = trusted;
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source(trusted)));
    // Times are compared with our own clock, and the audience with IAM's provider.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
  }

  private static JWKSource<SecurityContext> source(TrustedIssuer trusted) {
    try {
      JWKSourceBuilder<SecurityContext> builder =
          JWKSourceBuilder.create(
              trusted.keys().toURL(),
              new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES));
      return "file".equals(trusted.keys().getScheme())
          ? builder.refreshAheadCache(false).cache(false).rateLimited(false).build()
          : builder
              .cache(KEPT_MILLIS, CONNECT_MILLIS + READ_MILLIS)
              .refreshAheadCache(false)
              .rateLimited(OFTEN_MILLIS)
              .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("no URL of keys: " + trusted.keys(), e);
    }
  }

  /**
   * What a token says whose signature is the issuer's.
   *
   * @throws AwsException in AWS's words when it is not
   */
  IdentityToken verify(SignedJWT token) {
    try {
      return IdentityToken.of(processor.process(token, null));
    } catch (KeySourceException e) {
      LOG.warn("The keys of {} cannot be read from {}", trusted.issuer(), trusted.keys(), e);
      throw noKey();
    } catch (BadJOSEException | JOSEException e) {
      LOG.debug("A token of {} was refused", trusted.issuer(), e);
      throw IdentityToken.invalid(
          "The web identity token that was passed could not be validated by AWS. Get a new identity"
              + " token from the identity provider and then retry the request.");
    }
  }

  /** The error of AWS for a provider whose keys it does not get. */
  static AwsException noKey() {
    return IdentityToken.invalid(
        "Couldn't retrieve verification key from your identity provider, please reference"
            + " AssumeRoleWithWebIdentity documentation for requirements");
  }

  /** Whether it is this issuer's. */
  boolean isOf(String issuer) {
    return trusted.issuer().equals(issuer);
  }
}
