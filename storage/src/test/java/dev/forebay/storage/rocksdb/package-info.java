/** What the embedded engine adds to the contract: files, damage, crashes. */
@NullUnmarked
package dev.forebay.storage.rocksdb;

import org.jspecify.annotations.NullUnmarked;
