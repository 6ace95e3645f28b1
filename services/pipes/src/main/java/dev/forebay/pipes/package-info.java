/** EventBridge Pipes: from a queue or a stream, over a filter and an enrichment, to one target. */
@NullMarked
package dev.forebay.pipes;

import org.jspecify.annotations.NullMarked;
