/** What happened to an event on its way: the steps that parts note, and where they note them. */
@NullMarked
package dev.forebay.model.trail;

import org.jspecify.annotations.NullMarked;
