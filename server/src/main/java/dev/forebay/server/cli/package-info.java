/** The command line: what {@code ./forebay} hands on to. */
@NullMarked
package dev.forebay.server.cli;

import org.jspecify.annotations.NullMarked;
