/** Amazon S3: buckets, objects, their versions and uploads, and the events that they cause. */
@NullMarked
package dev.forebay.s3;

import org.jspecify.annotations.NullMarked;
