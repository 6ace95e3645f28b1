package dev.forebay.eventsource.checkpoint;

import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.eventsource.stream.ShardCheckpoint;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.storage.StorageEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The checkpoints of all mappings, by mapping and shard. Thread-safe. */
public final class Checkpoints {
  private final Rows rows;

  /**
   * The checkpoints in a storage engine.
   *
   * @param random thread-safe
   */
  public Checkpoints(StorageEngine storage, RandomGenerator random) {
    this.rows = new Rows(storage, random);
  }

  /** The checkpoints of a mapping by shard; none for one that has not begun. */
  public Map<String, ShardCheckpoint> of(MappingId mapping) {
    Map<String, ShardCheckpoint> found = new LinkedHashMap<>();
    for (Entry<CheckpointRow> entry : entries(mapping)) {
      found.put(entry.value().shard(), entry.value().toCheckpoint());
    }
    return found;
  }

  /** Stores checkpoints by shard, all or none; durable when this returns. */
  public void save(MappingId mapping, Map<String, ShardCheckpoint> checkpoints) {
    rows.change(
        mapping.place(),
        attempt -> {
          checkpoints.forEach((shard, checkpoint) ->
              attempt.put(
                  CheckpointRow.TABLE, key(mapping, shard), CheckpointRow.of(shard, checkpoint)));
          return mapping;
        });
  }

  /** Forgets how far a mapping has come. */
  public void forget(MappingId mapping) {
    List<Entry<CheckpointRow>> entries = entries(mapping);
    if (!entries.isEmpty()) {
      rows.change(
          mapping.place(),
          attempt -> {
            entries.forEach(entry -> attempt.delete(CheckpointRow.TABLE, entry.key()));
            return mapping;
          });
    }
  }

  private List<Entry<CheckpointRow>> entries(MappingId mapping) {
    return rows.list(mapping.place(), CheckpointRow.TABLE, Key.of(mapping.uuid().toString()));
  }

  private static Key key(MappingId mapping, String shard) {
    return Key.of(mapping.uuid().toString(), shard);
  }
}
