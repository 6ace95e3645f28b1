package dev.forebay.wire.protocol;

import dev.forebay.wire.tables.OperationTable;
import dev.forebay.wire.tables.ServiceTable;

/**
 * An operation and the table of its service. Immutable.
 *
 * @param table the service's table
 * @param operation the operation's entry
 */
record BoundOperation(ServiceTable table, OperationTable operation) {}
