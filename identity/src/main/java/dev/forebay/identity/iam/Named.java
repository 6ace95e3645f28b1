package dev.forebay.identity.iam;

/** What has a name and a path. Immutable. */
interface Named {
  /** Unique among its kind in an account, whatever its case. */
  String name();

  /** {@code /} or {@code /a/b/}. */
  String path();

  /** The unique id, which no later entity of the same name has. */
  String id();

  /** When it was made, seconds since 1970. */
  long created();
}
