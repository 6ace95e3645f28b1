/** Rows and entries of plain types over the {@link dev.forebay.storage} contract. */
@NullMarked
package dev.forebay.storage.rows;

import org.jspecify.annotations.NullMarked;
