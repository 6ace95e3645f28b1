/** How changes are written: batch by batch, one batch at a time, each as one transaction. */
@NullMarked
package dev.forebay.dynamodb.store;

import org.jspecify.annotations.NullMarked;
