package dev.forebay.identity.actions;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The table of operations: what a caller has to be allowed for a request. It is read from {@code
 * operations.txt}, which says how it is written. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/">Service
 *     Authorization Reference</a>
 */
public final class Actions {
  private final Map<String, Row> operations;

  private Actions(Map<String, Row> operations) {
    this.operations = Map.copyOf(operations);
  }

  /**
   * The table.
   *
   * @param lookups what services tell of their requests, by kind: {@code kinesis.iterator}, {@code
   *     kinesis.shards}, {@code lambda.mapping}, {@code iam.user}, {@code iam.role}, {@code
   *     iam.group}, {@code iam.instance-profile}; without one, such an ARN stays unknown
   */
  public static Actions load(Map<String, Lookup> lookups) {
    try (InputStream table = Actions.class.getResourceAsStream("operations.txt")) {
      if (table == null) {
        throw new IllegalStateException("operations.txt is missing");
      }
      return new Actions(
          new TableReader(new ResourceRules(lookups))
              .read(new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether an operation has a row. */
  public boolean knows(String service, String operation) {
    return operations.containsKey(service + ":" + operation);
  }

  /**
   * Whether an operation may be called on a resource of another account.
   *
   * @throws IllegalArgumentException for an operation without a row
   */
  public boolean isShared(String service, String operation) {
    return row(service, operation).shared();
  }

  private Row row(String service, String operation) {
    return Optional.ofNullable(operations.get(service + ":" + operation))
        .orElseThrow(() -> new IllegalArgumentException("no row for " + service + ":" + operation));
  }

  /**
   * Refuses services with an operation that has no row.
   *
   * @throws IllegalStateException naming all such operations
   */
  public void check(Collection<ServiceBinding> services) {
    List<String> without = new ArrayList<>();
    for (ServiceBinding binding : services) {
      for (String operation : binding.operations().keySet()) {
        if (!knows(binding.service(), operation)) {
          without.add(binding.service() + ":" + operation);
        }
      }
    }
    if (!without.isEmpty()) {
      throw new IllegalStateException("no row in the table of operations: " + without);
    }
  }

  /**
   * What a request needs, all of it; nothing for what everybody may do who can sign.
   *
   * @throws IllegalArgumentException for an operation without a row
   */
  public List<Permission> needed(
      CallContext context, String service, String operation, SdkPojo request) {
    List<Need> needs = row(service, operation).needs();
    Members members = new Members(context, request);
    Map<String, List<String>> tags = new HashMap<>();
    TagKeys.collect(request, tags);
    List<Permission> permissions = new ArrayList<>(needs.size());
    for (Need need : needs) {
      need.collect(members, tags, permissions);
    }
    return permissions;
  }
}
