/** What parts are doing and what they wait for, so that it can be known when all is quiet. */
@NullMarked
package dev.forebay.model.activity;

import org.jspecify.annotations.NullMarked;
