@NullMarked
package dev.forebay.storage.ordered;

import org.jspecify.annotations.NullMarked;
