/** Functions, versions, aliases, layers, their policies and settings: the module's face. */
@NullMarked
package dev.forebay.function;

import org.jspecify.annotations.NullMarked;
