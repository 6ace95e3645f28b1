/** Uploads by forms of web pages: their parts, and the policy that their signer has drawn up. */
@NullMarked
package dev.forebay.wire.form;

import org.jspecify.annotations.NullMarked;
