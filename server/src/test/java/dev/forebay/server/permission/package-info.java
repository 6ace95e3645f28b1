/** Whether what the running server binds is what its permissions know. */
@NullMarked
package dev.forebay.server.permission;

import org.jspecify.annotations.NullMarked;
