package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The registered consumers of streams. Thread-safe. */
final class Consumers {
  private static final Pattern RESOURCE =
      Pattern.compile("stream/([a-zA-Z0-9_.-]+)/consumer/([a-zA-Z0-9_.-]+):([0-9]{1,12})");
  private static final int ATTEMPTS = 20;

  private final Streams streams;

  Consumers(Streams streams) {
    this.streams = streams;
  }

  /**
   * A consumer as a call finds it. Immutable.
   *
   * @param stream whose records it reads
   * @param row what is stored of it
   * @param revision the row's
   * @param status as of the call
   */
  record OpenConsumer(OpenStream stream, ConsumerRow row, long revision, String status) {
    String arn() {
      return row.arn(stream);
    }
  }

  /** The consumer of an ARN in this account and region, if there is one. */
  Optional<OpenConsumer> find(AccountRegion place, String arn) {
    Optional<Arn> parsed = Arn.parse(arn);
    if (parsed.isEmpty()
        || !parsed.get().service().equals("kinesis")
        || !parsed.get().region().equals(place.region().value())
        || !parsed.get().account().equals(place.account().value())) {
      return Optional.empty();
    }
    Matcher resource = RESOURCE.matcher(parsed.get().resource());
    if (!resource.matches()) {
      return Optional.empty();
    }
    return streams
        .find(place, resource.group(1))
        .flatMap(stream -> find(stream, resource.group(2)))
        .filter(consumer -> consumer.arn().equals(arn));
  }

  /** The consumer of a name, if there is one. */
  Optional<OpenConsumer> find(OpenStream stream, String name) {
    return streams
        .tables(stream.place())
        .read(StreamTables.consumerKey(stream.row().id(), name))
        .flatMap(row -> opened(stream, row));
  }

  /** All consumers of a stream, in order of their names. */
  List<OpenConsumer> of(OpenStream stream) {
    return streams.tables(stream.place()).ofStream("consumer", stream.row().id()).stream()
        .map(row -> opened(stream, row))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<OpenConsumer> opened(OpenStream stream, Row row) {
    ConsumerRow consumer = ConsumerRow.decode(row.value());
    long now = streams.now();
    if (consumer.phase().status().equals("DELETING") && consumer.phase().isOverAt(now)) {
      return Optional.empty();
    }
    return Optional.of(
        new OpenConsumer(stream, consumer, row.revision(), consumer.phase().statusAt(now)));
  }

  /** Stores a new consumer; says whether the name was free. */
  boolean create(OpenStream stream, ConsumerRow row) {
    var key = StreamTables.consumerKey(stream.row().id(), row.name());
    StreamTables tables = streams.tables(stream.place());
    Optional<Row> there = tables.read(key);
    if (there.isPresent() && opened(stream, there.get()).isPresent()) {
      return false;
    }
    Transaction.Condition free =
        there.isPresent()
            ? new Transaction.AtRevision(key, there.get().revision())
            : new Transaction.Absent(key);
    // The stream's row as a condition: nothing is left behind by a stream that goes meanwhile.
    Transaction.Condition sameStream =
        new Transaction.AtRevision(StreamTables.streamKey(stream.name()), stream.revision());
    return tables.commit(
        List.of(free, sameStream), List.of(new Transaction.Put(key, row.encode())));
  }

  /** Changes the consumer that was found. */
  void update(OpenConsumer found, UnaryOperator<ConsumerRow> change) {
    OpenConsumer consumer = found;
    OpenStream stream = found.stream();
    var key = StreamTables.consumerKey(stream.row().id(), found.row().name());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ConsumerRow changed = change.apply(consumer.row());
      if (streams
          .tables(stream.place())
          .commit(
              List.of(new Transaction.AtRevision(key, consumer.revision())),
              List.of(new Transaction.Put(key, changed.encode())))) {
        return;
      }
      consumer = find(stream, found.row().name()).orElseThrow(() -> none(found.arn()));
    }
    throw KinesisErrors.contended(stream.name());
  }

  void delete(OpenConsumer consumer) {
    streams
        .tables(consumer.stream().place())
        .commit(
            List.of(),
            List.of(
                new Transaction.Delete(
                    StreamTables.consumerKey(
                        consumer.stream().row().id(), consumer.row().name()))));
  }

  static RuntimeException none(String arn) {
    return KinesisErrors.notFound("Consumer " + arn + " not found.");
  }
}
