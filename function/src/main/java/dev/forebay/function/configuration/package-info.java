/** From requests to configurations, with AWS's rules, and from configurations to answers. */
@NullMarked
package dev.forebay.function.configuration;

import org.jspecify.annotations.NullMarked;
