/** What is ours and not AWS's: everything under {@code /_forebay/}. */
@NullMarked
package dev.forebay.server.admin;

import org.jspecify.annotations.NullMarked;
