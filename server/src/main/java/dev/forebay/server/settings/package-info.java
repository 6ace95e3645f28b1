/**
 * Every setting: its key, its default, what it means, and the typed records that the rest reads.
 */
@NullMarked
package dev.forebay.server.settings;

import org.jspecify.annotations.NullMarked;
