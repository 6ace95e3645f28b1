/** Tests of Signature Version 4. */
@NullMarked
package dev.forebay.wire.signature;

import org.jspecify.annotations.NullMarked;
