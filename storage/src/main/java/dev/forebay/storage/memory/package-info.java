/** The engine that keeps everything in the heap and writes nothing. */
@NullMarked
package dev.forebay.storage.memory;

import org.jspecify.annotations.NullMarked;
