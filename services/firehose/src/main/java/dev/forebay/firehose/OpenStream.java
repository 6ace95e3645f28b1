package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;

/**
 * A delivery stream, its configuration taken apart. Immutable.
 *
 * @param place where it lives
 * @param row as it is stored
 * @param design what is done with its records
 */
record OpenStream(AccountRegion place, StreamRow row, Design design) {
  static OpenStream of(AccountRegion place, StreamRow row) {
    return new OpenStream(place, row, Design.of(row.read()));
  }

  LaneId lane(Stage stage) {
    return new LaneId(place, row.name(), row.uuid(), stage);
  }

  /** When the records of a stage go on. */
  Hints hints(Stage stage) {
    return switch (stage) {
      case TRANSFORM ->
          design.transformation().map(Transformation::hints).orElse(design.main().hints());
      case DELIVER, FAIL -> design.main().hints();
      case BACKUP -> design.backup().orElse(design.main()).hints();
    };
  }
}
