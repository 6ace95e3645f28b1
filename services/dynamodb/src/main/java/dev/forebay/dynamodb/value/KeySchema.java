package dev.forebay.dynamodb.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The key of a table or index.
 *
 * @param hash the partition key
 * @param range the sort key, if there is one
 */
public record KeySchema(KeyAttribute hash, Optional<KeyAttribute> range) {
  /** The key's attributes, partition key first. */
  public List<KeyAttribute> attributes() {
    List<KeyAttribute> all = new ArrayList<>();
    all.add(hash);
    range.ifPresent(all::add);
    return all;
  }

  /** The names of the key's attributes. */
  public List<String> names() {
    return attributes().stream().map(KeyAttribute::name).toList();
  }

  /** Whether the attribute is part of the key. */
  public boolean has(String name) {
    return hash.name().equals(name) || range.filter(sort -> sort.name().equals(name)).isPresent();
  }
}
