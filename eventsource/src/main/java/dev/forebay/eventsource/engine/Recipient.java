package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.RequestId;
import java.util.List;

/**
 * Who gets the records of a mapping that goes to something else than a function, such as a pipe's
 * enrichment and target. All else is the same: polling, filters, batches, retries, checkpoints.
 * Thread-safe.
 */
public interface Recipient {
  /** What the records go through, as trails and failure records call it. */
  Arn arn();

  /** The role that reads the source and tells of failures. */
  String roleArn();

  /**
   * Takes a batch; blocks until it has ended.
   *
   * @param records in the order of their source, at least one
   * @return the answer may name records that have failed, as a function's would
   */
  Outcome take(RequestId requestId, List<SourceRecord> records) throws InterruptedException;

  /** The engine has done what {@link Mapping#wanted} says. */
  void reached(Mapping mapping);

  /** The engine has stopped of its own accord, as the source is gone. */
  void disabled(Mapping mapping, String reason);
}
