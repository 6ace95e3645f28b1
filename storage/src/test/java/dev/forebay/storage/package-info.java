/** The contract as tests, which every engine runs. */
@NullUnmarked
package dev.forebay.storage;

import org.jspecify.annotations.NullUnmarked;
