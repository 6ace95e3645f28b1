/**
 * Tables: what is kept of them, how their items and indexes are laid out, and how changes are
 * written.
 */
@NullMarked
package dev.forebay.dynamodb.table;

import org.jspecify.annotations.NullMarked;
