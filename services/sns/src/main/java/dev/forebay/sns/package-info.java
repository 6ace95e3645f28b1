/** Amazon SNS: topics, subscriptions, and messages on their way to subscribers. */
@NullMarked
package dev.forebay.sns;

import org.jspecify.annotations.NullMarked;
