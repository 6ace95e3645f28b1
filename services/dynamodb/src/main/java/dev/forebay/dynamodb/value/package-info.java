/** Attribute values: their types, sizes, bytes and order. */
@NullMarked
package dev.forebay.dynamodb.value;

import org.jspecify.annotations.NullMarked;
