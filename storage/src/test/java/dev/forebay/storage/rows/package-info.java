@NullMarked
package dev.forebay.storage.rows;

import org.jspecify.annotations.NullMarked;
