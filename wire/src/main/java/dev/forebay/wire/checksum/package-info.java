/** The checksums that bodies carry beside them. */
@NullMarked
package dev.forebay.wire.checksum;

import org.jspecify.annotations.NullMarked;
