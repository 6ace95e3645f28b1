/** The account's limits and usage. */
@NullMarked
package dev.forebay.function.account;

import org.jspecify.annotations.NullMarked;
