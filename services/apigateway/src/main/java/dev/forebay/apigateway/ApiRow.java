package dev.forebay.apigateway;

/**
 * An API as it is stored. Immutable.
 *
 * @param account whose it is
 * @param region where it is
 * @param api AWS's own type, as a document
 */
record ApiRow(String account, String region, String api) {}
