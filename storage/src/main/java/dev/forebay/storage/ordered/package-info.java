/**
 * Tables, logs, queues, blobs and leases laid out over one ordered map of bytes that changes in
 * atomic batches; what the embedded and the memory engine share.
 */
@NullMarked
package dev.forebay.storage.ordered;

import org.jspecify.annotations.NullMarked;
