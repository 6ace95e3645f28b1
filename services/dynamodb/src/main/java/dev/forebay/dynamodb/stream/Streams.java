package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds streams. */
final class Streams {
  private static final int PAGE = 1_000;

  private Streams() {}

  /** All streams of a database, by table and age. */
  static List<StreamRow> all(Database database) {
    List<StreamRow> all = new ArrayList<>();
    Range range = Range.all("stream");
    while (true) {
      List<Row> page = database.scan(range, PAGE);
      page.forEach(row -> all.add(StreamRow.decode(row.value())));
      if (page.size() < PAGE) {
        return all;
      }
      range =
          new Range(
              "stream", StreamUpkeep.behind(page.getLast().key().key()), Optional.empty(), false);
    }
  }

  /** One stream, if it is there. */
  static Optional<StreamRow> find(Database database, String table, String label) {
    return database.read(Recorder.streamKey(table, label)).map(StreamRow::decode);
  }
}
