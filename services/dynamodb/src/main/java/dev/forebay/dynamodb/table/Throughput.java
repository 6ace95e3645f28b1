package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;

/**
 * What a table or index is provisioned with.
 *
 * @param read read capacity units a second; 0 on demand
 * @param write write capacity units a second; 0 on demand
 * @param decreases how often it was lowered today
 * @param increased when it was raised, in milliseconds of the epoch; -1 for never
 * @param decreased when it was lowered; -1 for never
 * @param mostRead the limit of reads on demand; -1 for none
 * @param mostWrite the limit of writes on demand; -1 for none
 */
public record Throughput(
    long read,
    long write,
    long decreases,
    long increased,
    long decreased,
    long mostRead,
    long mostWrite) {
  /** On demand, without limits. */
  public static final Throughput ON_DEMAND = provisioned(0, 0);

  /** Provisioned with so many units. */
  public static Throughput provisioned(long read, long write) {
    return new Throughput(read, write, 0, -1, -1, -1, -1);
  }

  Throughput changedTo(long newRead, long newWrite, long now) {
    boolean lowered = newRead < read || newWrite < write;
    boolean raised = newRead > read || newWrite > write;
    return new Throughput(
        newRead,
        newWrite,
        decreases + (lowered ? 1 : 0),
        raised ? now : increased,
        lowered ? now : decreased,
        mostRead,
        mostWrite);
  }

  Throughput limitedTo(long newMostRead, long newMostWrite) {
    return new Throughput(read, write, decreases, increased, decreased, newMostRead, newMostWrite);
  }

  void write(RowWriter out) {
    out.number(read).number(write).number(decreases).number(increased).number(decreased);
    out.number(mostRead).number(mostWrite);
  }

  static Throughput read(RowReader in) {
    return new Throughput(
        in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
  }
}
