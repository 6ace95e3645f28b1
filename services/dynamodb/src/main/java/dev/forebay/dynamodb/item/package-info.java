/** Operations on items. */
@NullMarked
package dev.forebay.dynamodb.item;

import org.jspecify.annotations.NullMarked;
