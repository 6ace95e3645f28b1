@NullMarked
package dev.forebay.identity.authorization;

import org.jspecify.annotations.NullMarked;
