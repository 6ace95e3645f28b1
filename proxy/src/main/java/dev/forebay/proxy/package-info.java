/** HTTP requests as events for functions, and what functions return as HTTP answers. */
@NullMarked
package dev.forebay.proxy;

import org.jspecify.annotations.NullMarked;
