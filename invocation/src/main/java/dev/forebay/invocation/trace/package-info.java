/** The X-Ray trace header, and the lineage in it by which a recursive loop is recognized. */
@NullMarked
package dev.forebay.invocation.trace;

import org.jspecify.annotations.NullMarked;
