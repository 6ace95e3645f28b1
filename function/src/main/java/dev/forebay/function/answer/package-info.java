/** What the operations answer in common: AWS's errors, pages of a listing, dates. */
@NullMarked
package dev.forebay.function.answer;

import org.jspecify.annotations.NullMarked;
