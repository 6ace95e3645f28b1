package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.Databases;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds tables, and remembers them: only changes of this process change a table, and each tells.
 *
 * <p>Rows: {@code table}: name → {@link TableRow}; {@code next}: the next number of a table, index
 * or stream; {@code purge}: a number → what of it is still to be removed. Thread-safe.
 */
public final class Tables {
  private static final String PREFIX = "table/";
  private static final RowKey NEXT = new RowKey("next", Bytes.EMPTY);
  private static final int PAGE = 1_000;

  private final Databases databases;
  private final Clock clock;
  private final Map<Named, OpenTable> known = new ConcurrentHashMap<>();

  private record Named(AccountRegion place, String name) {}

  /** The tables of all databases. */
  public Tables(Databases databases, Clock clock) {
    this.databases = databases;
    this.clock = clock;
  }

  /**
   * Where a table is and what it is called.
   *
   * @param place its account and region
   * @param name its name
   */
  public record Place(AccountRegion place, String name) {}

  /** What a request means by a table's name or ARN, made in an account and region. */
  public static Place place(AccountRegion caller, String nameOrArn) {
    Optional<Arn> arn = nameOrArn.startsWith("arn:") ? Arn.parse(nameOrArn) : Optional.empty();
    if (arn.isEmpty()) {
      return new Place(caller, nameOrArn);
    }
    if (!arn.get().service().equals("dynamodb")
        || !arn.get().resource().startsWith(PREFIX)
        || !AccountId.isValid(arn.get().account())
        || !arn.get().region().equals(caller.region().value())) {
      throw Errors.validation("Invalid table ARN: " + nameOrArn);
    }
    String rest = arn.get().resource().substring(PREFIX.length());
    int end = rest.indexOf('/');
    return new Place(
        new AccountRegion(new AccountId(arn.get().account()), new Region(arn.get().region())),
        end < 0 ? rest : rest.substring(0, end));
  }

  /**
   * A table for an operation on items.
   *
   * @throws dev.forebay.wire.AwsException 400 when there is none that can be used
   */
  public OpenTable open(AccountRegion caller, String nameOrArn) {
    Place place = place(caller, nameOrArn);
    return find(place)
        .filter(table -> table.row().active() <= clock.now().toEpochMilli())
        .orElseThrow(Errors::notFound);
  }

  /** A table, if there is one. */
  public Optional<OpenTable> find(Place place) {
    Named named = new Named(place.place(), place.name());
    OpenTable open = known.get(named);
    if (open != null) {
      return Optional.of(open);
    }
    Database database = databases.of(place.place());
    if (place.name().isEmpty() || place.name().length() > 255) {
      return Optional.empty();
    }
    // Read within a change, so that what is remembered is not older than what is told.
    return database.change(batch -> {
      Optional<OpenTable> stored = read(batch, database, place.name());
      stored.ifPresent(table -> known.put(named, table));
      return stored;
    });
  }

  /** The table as this change finds it. */
  public Optional<OpenTable> read(Batch batch, Database database, String name) {
    return batch
        .read(key(name))
        .map(bytes -> new OpenTable(database, TableRow.decode(bytes), bytes));
  }

  /**
   * The table as this change finds it: it may have changed since it was opened.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is no more
   */
  public OpenTable current(Batch batch, OpenTable opened) {
    RowKey key = key(opened.row().name());
    OpenTable durable = known.get(new Named(opened.database().place(), opened.row().name()));
    // What is known is what the last batch left: each tells before the next one begins.
    if (durable != null && !batch.writes(key)) {
      return durable;
    }
    Bytes stored = batch.read(key).orElseThrow(Errors::notFound);
    return stored.equals(opened.stored())
        ? opened
        : new OpenTable(opened.database(), TableRow.decode(stored), stored);
  }

  /** The database of an account and region. */
  public Database database(AccountRegion place) {
    return databases.of(place);
  }

  /** All databases that there are. */
  public Databases databases() {
    return databases;
  }

  /** Stores a table, new or changed. */
  void put(Batch batch, Database database, TableRow row) {
    Bytes stored = row.encode();
    OpenTable table = new OpenTable(database, row, stored);
    batch.put(key(row.name()), stored);
    batch.afterwards(() -> known.put(new Named(database.place(), row.name()), table));
  }

  /** Removes a table; its items and indexes are removed later. */
  void remove(Batch batch, OpenTable table) {
    batch.delete(key(table.row().name()));
    batch.afterwards(() -> known.remove(new Named(table.database().place(), table.row().name())));
  }

  /** Has the storage of a table's items or an index's entries removed later. */
  void purge(Batch batch, String storageTable, long number) {
    batch.put(new RowKey("purge", Bytes.utf8(storageTable)), new RowWriter().number(number).done());
  }

  /** A number that nothing else has. */
  static long number(Batch batch) {
    long number = batch.read(NEXT).map(bytes -> new RowReader(bytes).number()).orElse(1L);
    batch.put(NEXT, new RowWriter().number(number + 1).done());
    return number;
  }

  private static RowKey key(String name) {
    return new RowKey("table", Bytes.utf8(name));
  }

  /** Up to so many names of tables after a name, in their order. */
  List<String> names(AccountRegion place, Optional<String> after, int limit) {
    Bytes from = Bytes.utf8(after.map(name -> name + "\0").orElse(""));
    return databases
        .of(place)
        .scan(new Range("table", from, Optional.empty(), false), limit)
        .stream()
        .map(row -> row.key().key().toUtf8())
        .toList();
  }

  /** All tables of a database. */
  public List<OpenTable> all(Database database) {
    List<OpenTable> all = new ArrayList<>();
    List<String> page = names(database.place(), Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      page.forEach(name -> find(new Place(database.place(), name)).ifPresent(all::add));
      page = names(database.place(), Optional.of(page.getLast()), PAGE);
    }
    return all;
  }

  /** What is to be removed, by the storage table's name. */
  List<Row> purges(Database database) {
    return database.scan(Range.all("purge"), PAGE);
  }

  /** Forgets all; when the storage has been reset. */
  public void forget() {
    known.clear();
  }
}
