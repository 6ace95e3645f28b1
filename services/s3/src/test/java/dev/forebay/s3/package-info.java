/** Tests of the S3 service. */
@NullMarked
package dev.forebay.s3;

import org.jspecify.annotations.NullMarked;
