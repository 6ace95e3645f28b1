/**
 * Signature Version 4: who signed a request, whether the signature holds, and the aws-chunked
 * bodies whose signatures and checksums lie inside the body.
 */
@NullMarked
package dev.forebay.wire.signature;

import org.jspecify.annotations.NullMarked;
