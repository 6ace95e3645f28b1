/** DynamoDB Streams. */
@NullMarked
package dev.forebay.dynamodb.stream;

import org.jspecify.annotations.NullMarked;
