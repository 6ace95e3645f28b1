/**
 * The contract of every storage engine: tables, logs, queues, blobs and leases, one scope a call.
 */
@NullMarked
package dev.forebay.storage;

import org.jspecify.annotations.NullMarked;
