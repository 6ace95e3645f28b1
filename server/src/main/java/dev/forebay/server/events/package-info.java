/** The way of every event, kept for a while, and found again by those who ask. */
@NullMarked
package dev.forebay.server.events;

import org.jspecify.annotations.NullMarked;
