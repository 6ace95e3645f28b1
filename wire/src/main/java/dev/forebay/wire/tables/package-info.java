/**
 * What the service models say and the SDK's classes do not: methods, URIs, statuses, required
 * members, limits, patterns, enum values; and the validation that follows from it.
 */
@NullMarked
package dev.forebay.wire.tables;

import org.jspecify.annotations.NullMarked;
