/** Tests of Amazon Data Firehose. */
@NullMarked
package dev.forebay.firehose;

import org.jspecify.annotations.NullMarked;
