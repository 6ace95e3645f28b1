/** Random requests, answered by this service and by DynamoDB Local. */
@NullMarked
package dev.forebay.dynamodb.comparison;

import org.jspecify.annotations.NullMarked;
