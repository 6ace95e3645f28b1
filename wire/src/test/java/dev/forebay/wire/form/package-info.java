/** Tests of uploads by forms. */
@NullMarked
package dev.forebay.wire.form;

import org.jspecify.annotations.NullMarked;
