package dev.forebay.storage.ordered;

import dev.forebay.storage.Fence;
import dev.forebay.storage.Leases;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@link Leases} as rows, one a resource. */
final class OrderedLeases implements Leases {
  private static final int PAGE = 1_000;

  private final Committer committer;

  OrderedLeases(Committer committer) {
    this.committer = committer;
  }

  @Override
  public Optional<Fence> acquire(String resource, String node, Duration span) {
    if (node.isEmpty() || !span.isPositive()) {
      throw new IllegalArgumentException(
          "a lease needs a node and a span above zero: '" + node + "', " + span);
    }
    return committer.commit(draft -> {
      byte[] key = LeaseRow.key(draft.generation(), resource);
      LeaseRow now = draft.get(key).map(LeaseRow::decode).orElse(new LeaseRow(0, 0, ""));
      boolean held = now.expiry() > Times.nanos(draft.now());
      if (held && !now.node().isEmpty() && !now.node().equals(node)) {
        return Optional.empty();
      }
      LeaseRow next = new LeaseRow(now.epoch() + 1, Times.nanos(draft.now().plus(span)), node);
      draft.put(key, next.encode());
      return Optional.of(new Fence(resource, next.epoch()));
    });
  }

  @Override
  public List<Fence> renew(String node, Duration span) {
    return committer.commit(draft -> {
      List<Fence> held = new ArrayList<>();
      int prefix = LeaseRow.all(draft.generation()).bytes().length;
      long expiry = Times.nanos(draft.now().plus(span));
      Span rest = LeaseRow.all(draft.generation()).all();
      while (!rest.isEmpty()) {
        List<Cell> page = draft.scan(rest, PAGE);
        for (Cell cell : page) {
          LeaseRow row = LeaseRow.decode(cell.value());
          if (row.node().equals(node) && row.expiry() > Times.nanos(draft.now())) {
            draft.put(cell.key(), new LeaseRow(row.epoch(), expiry, node).encode());
            byte[] resource = Arrays.copyOfRange(cell.key(), prefix, cell.key().length);
            held.add(new Fence(new String(resource, StandardCharsets.UTF_8), row.epoch()));
          }
        }
        rest = new Span(page.isEmpty() ? rest.to() : Span.after(page.getLast().key()), rest.to());
      }
      return held;
    });
  }

  @Override
  public void release(Fence fence) {
    committer.commit(draft -> {
      byte[] key = LeaseRow.key(draft.generation(), fence.resource());
      Optional<LeaseRow> row = draft.get(key).map(LeaseRow::decode);
      if (row.isPresent() && row.get().epoch() == fence.epoch()) {
        draft.put(key, new LeaseRow(fence.epoch() + 1, 0, "").encode());
      }
      return fence;
    });
  }
}
