package dev.forebay.identity.iam;

/**
 * When and where something was last used. Immutable.
 *
 * @param time seconds since 1970
 * @param service such as {@code lambda}
 * @param region such as {@code us-east-1}
 */
record LastUse(long time, String service, String region) {}
