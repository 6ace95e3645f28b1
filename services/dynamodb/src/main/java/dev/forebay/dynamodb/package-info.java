/** DynamoDB and DynamoDB Streams. */
@NullMarked
package dev.forebay.dynamodb;

import org.jspecify.annotations.NullMarked;
