/** Tests of the service as a whole. */
@NullMarked
package dev.forebay.dynamodb;

import org.jspecify.annotations.NullMarked;
