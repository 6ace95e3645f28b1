package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.stream.Recorder;
import dev.forebay.dynamodb.stream.ViewType;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A table. Immutable.
 *
 * @param name its name
 * @param number names it in the storage
 * @param id AWS's name for this table and no later one of the name
 * @param created when, in milliseconds of the epoch
 * @param active from when on it can be used
 * @param definitions the attributes of its key and its indexes' keys
 * @param keys its key
 * @param indexes its indexes
 * @param billing how it is paid for
 * @param throughput what it is provisioned with
 * @param stream its stream, if one is enabled
 * @param lastStream the label of the last stream that it had
 * @param timeToLive when items go
 * @param options the rest
 */
public record TableRow(
    String name,
    long number,
    String id,
    long created,
    long active,
    List<KeyAttribute> definitions,
    KeySchema keys,
    List<IndexRow> indexes,
    Billing billing,
    Throughput throughput,
    Optional<Recorder.Link> stream,
    Optional<String> lastStream,
    TimeToLive timeToLive,
    TableOptions options) {

  /**
   * How a table is paid for.
   *
   * @param mode {@code PROVISIONED} or {@code PAY_PER_REQUEST}
   * @param onDemandSince when it became PAY_PER_REQUEST last, in milliseconds of the epoch; -1 for
   *     never
   */
  public record Billing(String mode, long onDemandSince) {
    /** Whether capacity is provisioned. */
    public boolean isProvisioned() {
      return mode.equals("PROVISIONED");
    }
  }

  /** Copies the lists. */
  public TableRow {
    definitions = List.copyOf(definitions);
    indexes = List.copyOf(indexes);
  }

  /** The index of a name. */
  public Optional<IndexRow> index(String indexName) {
    return indexes.stream().filter(index -> index.name().equals(indexName)).findFirst();
  }

  TableRow with(List<KeyAttribute> newDefinitions, List<IndexRow> newIndexes) {
    return new TableRow(
        name,
        number,
        id,
        created,
        active,
        newDefinitions,
        keys,
        newIndexes,
        billing,
        throughput,
        stream,
        lastStream,
        timeToLive,
        options);
  }

  TableRow with(Billing newBilling, Throughput newThroughput) {
    return new TableRow(
        name,
        number,
        id,
        created,
        active,
        definitions,
        keys,
        indexes,
        newBilling,
        newThroughput,
        stream,
        lastStream,
        timeToLive,
        options);
  }

  TableRow with(Optional<Recorder.Link> newStream) {
    return new TableRow(
        name,
        number,
        id,
        created,
        active,
        definitions,
        keys,
        indexes,
        billing,
        throughput,
        newStream,
        newStream.map(Recorder.Link::label).or(() -> lastStream),
        timeToLive,
        options);
  }

  TableRow with(TimeToLive newTimeToLive) {
    return new TableRow(
        name,
        number,
        id,
        created,
        active,
        definitions,
        keys,
        indexes,
        billing,
        throughput,
        stream,
        lastStream,
        newTimeToLive,
        options);
  }

  TableRow with(TableOptions newOptions) {
    return new TableRow(
        name,
        number,
        id,
        created,
        active,
        definitions,
        keys,
        indexes,
        billing,
        throughput,
        stream,
        lastStream,
        timeToLive,
        newOptions);
  }

  Bytes encode() {
    RowWriter out =
        new RowWriter().text(name).number(number).text(id).number(created).number(active);
    out.number(definitions.size());
    definitions.forEach(out::attribute);
    out.keys(keys).number(indexes.size());
    indexes.forEach(index -> index.write(out));
    out.text(billing.mode()).number(billing.onDemandSince());
    throughput.write(out);
    out.flag(stream.isPresent());
    stream.ifPresent(link -> out.number(link.number()).text(link.label()).text(link.view().name()));
    out.optional(lastStream);
    timeToLive.write(out);
    options.write(out);
    return out.done();
  }

  static TableRow decode(Bytes bytes) {
    RowReader in = new RowReader(bytes);
    return new TableRow(
        in.text(),
        in.number(),
        in.text(),
        in.number(),
        in.number(),
        in.list(in::attribute),
        in.keys(),
        in.list(() -> IndexRow.read(in)),
        new Billing(in.text(), in.number()),
        Throughput.read(in),
        in.flag()
            ? Optional.of(new Recorder.Link(in.number(), in.text(), ViewType.valueOf(in.text())))
            : Optional.empty(),
        in.optional(),
        TimeToLive.read(in),
        TableOptions.read(in));
  }
}
