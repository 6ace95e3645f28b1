/** The real clients against the real server, as a user has them. */
@NullMarked
package dev.forebay.e2e;

import org.jspecify.annotations.NullMarked;
