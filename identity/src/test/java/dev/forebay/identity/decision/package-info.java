/** Tests of the decision. */
@NullMarked
package dev.forebay.identity.decision;

import org.jspecify.annotations.NullMarked;
