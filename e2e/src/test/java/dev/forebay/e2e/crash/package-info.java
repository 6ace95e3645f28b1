/** Everything at once on a server that is killed again and again. */
@NullMarked
package dev.forebay.e2e.crash;

import org.jspecify.annotations.NullMarked;
