@NullMarked
package dev.forebay.identity.actions;

import org.jspecify.annotations.NullMarked;
