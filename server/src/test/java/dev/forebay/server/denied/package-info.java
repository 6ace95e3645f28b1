@NullMarked
package dev.forebay.server.denied;

import org.jspecify.annotations.NullMarked;
