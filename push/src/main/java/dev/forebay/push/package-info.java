/** Durable pushes: what a service brings to others of its own accord, until it has arrived. */
@NullMarked
package dev.forebay.push;

import org.jspecify.annotations.NullMarked;
