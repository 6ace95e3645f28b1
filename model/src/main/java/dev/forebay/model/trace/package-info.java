/** The X-Ray trace header, and the lineage in it by which a recursive loop is recognized. */
@NullMarked
package dev.forebay.model.trace;

import org.jspecify.annotations.NullMarked;
