package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import java.util.Optional;

/**
 * What of which items a query or scan is to return. Immutable.
 *
 * @param table the table
 * @param index the index that is read, if one is
 * @param whole whether items are wanted with all attributes, also those that the index lacks
 * @param filter which of the items that are read are returned
 * @param projection which of their attributes
 * @param forwards whether by rising sort keys
 * @param limit the most items to read
 */
record Selection(
    OpenTable table,
    Optional<IndexRow> index,
    boolean whole,
    Condition filter,
    Optional<Projection> projection,
    boolean forwards,
    int limit) {}
