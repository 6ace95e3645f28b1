/** PartiQL statements. */
@NullMarked
package dev.forebay.dynamodb.partiql;

import org.jspecify.annotations.NullMarked;
