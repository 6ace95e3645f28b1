package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;

/**
 * Names the records of a stream that wait for one step. Immutable.
 *
 * @param place where the stream lives
 * @param stream its name
 * @param uuid tells it from an earlier one of the same name
 * @param stage the step
 */
record LaneId(AccountRegion place, String stream, String uuid, Stage stage) {
  /** The log that they wait in. */
  String scope() {
    return "firehose/" + place + "/" + uuid + "/" + stage;
  }

  @Override
  public String toString() {
    return StreamRow.arn(place, stream) + " " + stage;
  }
}
