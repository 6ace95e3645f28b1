package dev.forebay.storage.memory;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.ordered.BlobShelf;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Large contents in the heap. Thread-safe. */
final class HeapShelf implements BlobShelf {
  private final Map<BlobId, Bytes> contents = new ConcurrentHashMap<>();

  @Override
  public void put(BlobId id, Bytes content) {
    contents.put(id, content);
  }

  @Override
  public Optional<Bytes> get(BlobId id) {
    return Optional.ofNullable(contents.get(id));
  }

  @Override
  public Optional<InputStream> open(BlobId id) {
    return get(id).map(Bytes::toInputStream);
  }

  @Override
  public void delete(BlobId id) {
    contents.remove(id);
  }

  @Override
  public void retain(Predicate<BlobId> wanted) {
    contents.keySet().removeIf(wanted.negate());
  }

  @Override
  public String locate(BlobId id) {
    return id.sha256();
  }
}
