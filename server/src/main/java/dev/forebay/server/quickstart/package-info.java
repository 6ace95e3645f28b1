/** The demonstration: example functions, deployed and invoked with a real AWS client. */
@NullMarked
package dev.forebay.server.quickstart;

import org.jspecify.annotations.NullMarked;
