/** Tests of what all modules share on the switchboard. */
@NullMarked
package dev.forebay.wire;

import org.jspecify.annotations.NullMarked;
