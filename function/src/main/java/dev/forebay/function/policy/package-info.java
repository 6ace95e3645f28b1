/** Resource policies of functions, versions and aliases. */
@NullMarked
package dev.forebay.function.policy;

import org.jspecify.annotations.NullMarked;
