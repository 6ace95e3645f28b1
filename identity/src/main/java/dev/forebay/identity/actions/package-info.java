/** What every operation needs in the words of policies: actions, resources, condition keys. */
@NullMarked
package dev.forebay.identity.actions;

import org.jspecify.annotations.NullMarked;
