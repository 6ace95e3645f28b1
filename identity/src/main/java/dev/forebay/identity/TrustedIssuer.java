package dev.forebay.identity;

import java.net.URI;

/**
 * An OpenID Connect issuer whose tokens are believed. Immutable.
 *
 * @param issuer as its tokens name it in {@code iss}
 * @param keys where its public keys are, as a JSON Web Key Set: an http, https or file URL
 */
public record TrustedIssuer(String issuer, URI keys) {}
