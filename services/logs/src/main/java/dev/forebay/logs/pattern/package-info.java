/**
 * The filter pattern language of CloudWatch Logs: terms, JSON conditions, space-delimited fields.
 */
@NullMarked
package dev.forebay.logs.pattern;

import org.jspecify.annotations.NullMarked;
