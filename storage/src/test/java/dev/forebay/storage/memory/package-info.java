/** What the engine does when its store fails, tried on the store in the heap. */
@NullUnmarked
package dev.forebay.storage.memory;

import org.jspecify.annotations.NullUnmarked;
