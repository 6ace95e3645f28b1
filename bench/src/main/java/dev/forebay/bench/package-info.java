/**
 * Load runs against a server, a floor and peers. RESULTS.md says what they gave and how to rerun
 * them.
 */
@NullMarked
package dev.forebay.bench;

import org.jspecify.annotations.NullMarked;
