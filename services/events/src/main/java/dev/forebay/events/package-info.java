/** EventBridge: buses, rules, targets, archives, connections. */
@NullMarked
package dev.forebay.events;

import org.jspecify.annotations.NullMarked;
