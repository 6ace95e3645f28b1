/**
 * Deployment packages: checked, stored once by their hash, unpacked on disk, offered for download.
 */
@NullMarked
package dev.forebay.function.code;

import org.jspecify.annotations.NullMarked;
