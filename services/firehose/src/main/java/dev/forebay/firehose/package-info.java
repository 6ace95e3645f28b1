/** Amazon Data Firehose: records are gathered and written to buckets. */
@NullMarked
package dev.forebay.firehose;

import org.jspecify.annotations.NullMarked;
