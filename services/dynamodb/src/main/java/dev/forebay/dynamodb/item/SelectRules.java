package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.DocumentPath;
import dev.forebay.dynamodb.expression.NamedAttributes;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.value.Errors;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** What a query or scan may ask for, by Select, projection and index. */
final class SelectRules {
  private SelectRules() {}

  /**
   * Checks Select against the projection.
   *
   * @param member the member that has the projection, empty for none
   * @throws dev.forebay.wire.AwsException 400 when the two do not go together
   */
  static void check(@Nullable Select select, String member, boolean hasIndex) {
    if (select == null) {
      return;
    }
    if (!member.isEmpty() && select != Select.SPECIFIC_ATTRIBUTES) {
      throw Errors.validation(
          "Cannot specify the "
              + member
              + " when choosing to get "
              + (select == Select.COUNT ? "only the Count" : select));
    }
    if (member.isEmpty() && select == Select.SPECIFIC_ATTRIBUTES) {
      throw Errors.validation(
          "Must specify the AttributesToGet or ProjectionExpression when choosing to get"
              + " SPECIFIC_ATTRIBUTES");
    }
    if (select == Select.ALL_PROJECTED_ATTRIBUTES && !hasIndex) {
      throw Errors.invalidParameters(
          "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    }
  }

  /**
   * Whether the items are wanted with attributes that the index lacks.
   *
   * @throws dev.forebay.wire.AwsException 400 for a global index, which cannot give them, and for a
   *     filter that names some
   */
  static boolean wantsWhole(
      OpenTable table,
      Optional<IndexRow> index,
      @Nullable Select select,
      Optional<Projection> projection,
      Condition filter) {
    if (index.isEmpty() || index.get().hasAll()) {
      return false;
    }
    IndexRow read = index.get();
    boolean isGlobal = read.kind() == IndexRow.Kind.GLOBAL;
    if (select == Select.ALL_ATTRIBUTES) {
      if (isGlobal) {
        throw Errors.invalidParameters(
            "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                + read.name()
                + " because its projection type is not ALL");
      }
      return true;
    }
    List<String> filtered = missing(table, read, NamedAttributes.of(filter));
    if (!filtered.isEmpty()) {
      throw Errors.invalidParameters(
          "Secondary index "
              + read.name()
              + " does not project one or more filter attributes: ["
              + String.join(", ", filtered)
              + "]");
    }
    List<String> projected =
        projection.map(Projection::paths).orElse(List.of()).stream()
            .map(DocumentPath::attribute)
            .toList();
    List<String> missing = missing(table, read, projected);
    if (isGlobal && !missing.isEmpty()) {
      throw Errors.invalidParameters(
          "Global secondary index "
              + read.name()
              + " does not project ["
              + String.join(", ", missing)
              + "]");
    }
    return !missing.isEmpty();
  }

  private static List<String> missing(OpenTable table, IndexRow read, Collection<String> names) {
    return names.stream().distinct().filter(name -> !read.has(table.row().keys(), name)).toList();
  }

  /** Throws 400 for a consistent read of a global index. */
  static void checkConsistency(Optional<IndexRow> index, @Nullable Boolean consistent) {
    if (Boolean.TRUE.equals(consistent)
        && index.filter(read -> read.kind() == IndexRow.Kind.GLOBAL).isPresent()) {
      throw Errors.validation("Consistent reads are not supported on global secondary indexes");
    }
  }

  /** Throws 400 for an index that does not have all items yet. */
  static void checkReady(Optional<IndexRow> index) {
    if (index.filter(read -> !read.ready()).isPresent()) {
      throw Errors.validation(
          "Cannot read from backfilling global secondary index: " + index.get().name());
    }
  }
}
