/** What was denied lately and why, and which policies would have allowed it. */
@NullMarked
package dev.forebay.identity.denial;

import org.jspecify.annotations.NullMarked;
