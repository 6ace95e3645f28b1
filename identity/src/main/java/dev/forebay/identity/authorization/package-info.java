/** Whether a call may be made: the decision, with all that it needs gathered from the call. */
@NullMarked
package dev.forebay.identity.authorization;

import org.jspecify.annotations.NullMarked;
