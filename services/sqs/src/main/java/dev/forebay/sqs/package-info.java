/** Amazon SQS: queues, their messages, and what becomes of those that nobody handles. */
@NullMarked
package dev.forebay.sqs;

import org.jspecify.annotations.NullMarked;
