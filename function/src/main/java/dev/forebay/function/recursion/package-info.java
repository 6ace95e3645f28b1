/** What happens to recursive invocations. */
@NullMarked
package dev.forebay.function.recursion;

import org.jspecify.annotations.NullMarked;
