@NullMarked
package dev.forebay.identity.iam;

import org.jspecify.annotations.NullMarked;
