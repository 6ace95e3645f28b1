package dev.forebay.identity.actions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** The ARNs of DynamoDB's tables, which requests name by name or ARN. */
final class TableNames {
  private static final String TABLE = "TableName";
  private static final String ITERATOR_END = "|";

  private TableNames() {}

  /** A table, or its index if the request names one. */
  static Optional<String> one(Members request, String table, String index) {
    Optional<String> arn = request.text(table).map(name -> arn(request, name));
    Optional<String> indexName = index.isEmpty() ? Optional.empty() : request.text(index);
    return indexName.isPresent() ? arn.map(text -> text + "/index/" + indexName.get()) : arn;
  }

  /** The tables that are the keys of a map. */
  static List<String> ofKeys(Members request, String member) {
    return request.value(member).orElse(Map.of()) instanceof Map<?, ?> map
        ? map.keySet().stream().map(name -> arn(request, String.valueOf(name))).toList()
        : List.of();
  }

  /**
   * The tables of those parts of a transaction that are of one kind; none when it has no such part.
   */
  static List<String> ofParts(Members request, String kind) {
    List<String> tables = new ArrayList<>();
    if (request.value("TransactItems").orElse(List.of()) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof SdkPojo pojo) {
          new Members(request.context(), pojo)
              .value(kind)
              .filter(SdkPojo.class::isInstance)
              .map(SdkPojo.class::cast)
              .flatMap(part -> new Members(request.context(), part).text(TABLE))
              .ifPresent(name -> tables.add(arn(request, name)));
        }
      }
    }
    return tables;
  }

  /** The stream of a shard iterator, which begins with its ARN. */
  static Optional<String> ofIterator(Members request, String member) {
    return request
        .text(member)
        .filter(text -> text.contains(ITERATOR_END))
        .map(text -> text.substring(0, text.indexOf(ITERATOR_END)));
  }

  private static String arn(Members request, String name) {
    return name.startsWith("arn:")
        ? name
        : request.context().place().arn("dynamodb", "table/" + name).toString();
  }
}
