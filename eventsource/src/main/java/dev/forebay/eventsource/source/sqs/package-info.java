/** Reads SQS queues. */
@NullMarked
package dev.forebay.eventsource.source.sqs;

import org.jspecify.annotations.NullMarked;
