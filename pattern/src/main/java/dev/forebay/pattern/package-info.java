/** AWS's pattern language for JSON events. */
@NullMarked
package dev.forebay.pattern;

import org.jspecify.annotations.NullMarked;
