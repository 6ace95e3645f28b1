package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.rows.KnownRows;
import dev.forebay.storage.rows.RowStore;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The delivery streams that there are. Thread-safe. */
final class Streams {
  private final RowStore<AccountRegion> store;
  private final KnownRows<Name, OpenStream> known = new KnownRows<>();

  private record Name(AccountRegion place, String stream) {}

  Streams(RowStore<AccountRegion> store) {
    this.store = store;
  }

  /** The stream of a name. */
  Optional<OpenStream> find(AccountRegion place, String name) {
    return known.find(
        new Name(place, name),
        key -> store.find(place, StreamRow.KIND, name).map(row -> OpenStream.of(place, row)));
  }

  /**
   * The stream of a name.
   *
   * @throws dev.forebay.wire.AwsException when there is none
   */
  OpenStream require(AccountRegion place, String name) {
    return find(place, name).orElseThrow(() -> FirehoseErrors.noStream(place, name));
  }

  /** All of a place, in order of their names. */
  List<StreamRow> all(AccountRegion place) {
    return store.all(place, StreamRow.KIND, "");
  }

  /** All that there are. */
  List<OpenStream> everywhere() {
    return store.parts(AccountRegion::parse).stream()
        .flatMap(place -> all(place).stream().map(row -> OpenStream.of(place, row)))
        .toList();
  }

  /**
   * Makes a stream.
   *
   * @throws dev.forebay.wire.AwsException when there is one of its name
   */
  void add(AccountRegion place, StreamRow row) {
    store.change(
        place,
        () -> {
          if (store.find(place, StreamRow.KIND, row.name()).isPresent()) {
            throw FirehoseErrors.exists(place, row.name());
          }
          return put(place, row);
        });
  }

  private StreamRow put(AccountRegion place, StreamRow row) {
    store.put(place, StreamRow.KIND, row.name(), row);
    known.forget(new Name(place, row.name()));
    return row;
  }

  /**
   * Changes a stream.
   *
   * @throws dev.forebay.wire.AwsException when there is none, and as the change does
   */
  void change(AccountRegion place, String name, UnaryOperator<StreamRow> change) {
    store.change(
        place,
        () ->
            put(
                place,
                change.apply(
                    store
                        .find(place, StreamRow.KIND, name)
                        .orElseThrow(() -> FirehoseErrors.noStream(place, name)))));
  }

  /**
   * Deletes a stream.
   *
   * @throws dev.forebay.wire.AwsException when there is none
   */
  OpenStream remove(AccountRegion place, String name) {
    return store.change(
        place,
        () -> {
          OpenStream stream = require(place, name);
          store.delete(place, StreamRow.KIND, name);
          known.forget(new Name(place, name));
          return stream;
        });
  }

  /** Forgets what was read from a storage that was reset. */
  void reset() {
    known.forgetAll();
  }
}
