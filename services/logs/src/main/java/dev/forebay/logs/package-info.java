/** The CloudWatch Logs service: groups, streams, events, retention and tags. */
@NullMarked
package dev.forebay.logs;

import org.jspecify.annotations.NullMarked;
