/** The words that every module shares: who, where, which function, which bytes, what time it is. */
@NullMarked
package dev.forebay.model;

import org.jspecify.annotations.NullMarked;
