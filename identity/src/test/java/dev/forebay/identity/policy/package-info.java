/** Tests of the policy language. */
@NullMarked
package dev.forebay.identity.policy;

import org.jspecify.annotations.NullMarked;
