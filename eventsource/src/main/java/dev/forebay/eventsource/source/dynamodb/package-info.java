/** Reads the streams of DynamoDB tables. */
@NullMarked
package dev.forebay.eventsource.source.dynamodb;

import org.jspecify.annotations.NullMarked;
