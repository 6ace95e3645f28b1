@NullMarked
package dev.forebay.identity.denial;

import org.jspecify.annotations.NullMarked;
