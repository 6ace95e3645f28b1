package dev.forebay.function.code;

/**
 * Says that a package may be held by nobody: written before one is stored and whenever a use of it
 * goes, and looked at later, after a crash too. Immutable.
 *
 * @param sinceMillis when it was written, in milliseconds since 1970
 */
record CodeDoubt(long sinceMillis) {}
