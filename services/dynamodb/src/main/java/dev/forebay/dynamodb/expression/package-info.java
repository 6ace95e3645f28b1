/**
 * Expressions and their older forms: read once, bound to a request's names and values, evaluated on
 * items.
 */
@NullMarked
package dev.forebay.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
