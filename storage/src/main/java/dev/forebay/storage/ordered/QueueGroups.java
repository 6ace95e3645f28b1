package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import dev.forebay.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where the groups of one queue stand in its order of falling due, within the writer's turn. */
final class QueueGroups {
  private static final int PAGE = 16;

  private final Draft draft;
  private final QueueKeys keys;
  private final QueueHead head;

  QueueGroups(Draft draft, QueueKeys keys, QueueHead head) {
    this.draft = draft;
    this.keys = keys;
    this.head = head;
  }

  /** The state of a message that the queue names. */
  MessageRow row(OperationId id) {
    return draft
        .get(keys.message(id))
        .map(MessageRow::decode)
        .orElseThrow(() -> new StorageException("a queue names a message that is gone: " + id));
  }

  /** Puts a group where it falls due. */
  void stand(String group, DueKey at) {
    draft.put(keys.group(group), new GroupRow(at).encode());
    head.index().add(draft, at, new Due.Group(group));
  }

  /** Takes a group out of the order. */
  void stepOut(String group) {
    head.index().remove(draft, groupRow(group).at());
  }

  /** Puts a group that is not in the order where it now belongs; nowhere if it is empty. */
  void standAgain(String group) {
    List<Cell> members = members(group, groupRow(group).at().sequence(), PAGE);
    if (members.isEmpty()) {
      draft.delete(keys.group(group));
      return;
    }
    long first = sequence(members.getFirst());
    long due = row(MessageRow.id(members.getFirst().value())).due();
    while (!members.isEmpty()) {
      for (Cell member : members) {
        MessageRow row = row(MessageRow.id(member.value()));
        if (!row.delivered()) {
          stand(group, new DueKey(due, first));
          return;
        }
        due = Math.max(due, row.due());
      }
      members = members(group, sequence(members.getLast()) + 1, PAGE);
    }
    stand(group, new DueKey(due, first));
  }

  private GroupRow groupRow(String group) {
    return draft
        .get(keys.group(group))
        .map(GroupRow::decode)
        .orElseThrow(() -> new StorageException("a queue has lost the group " + group));
  }

  /** The first messages of a group, from a sequence on, each with its id. */
  List<Cell> members(String group, long from, int limit) {
    Keys members = keys.members(group);
    return draft.scan(new Span(members.number(from).bytes(), members.all().to()), limit);
  }

  private static long sequence(Cell member) {
    return ByteBuffer.wrap(member.key()).getLong(member.key().length - Long.BYTES);
  }
}
