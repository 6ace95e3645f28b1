/** What is told of denied calls, under {@code /_forebay/}. */
@NullMarked
package dev.forebay.server.denied;

import org.jspecify.annotations.NullMarked;
