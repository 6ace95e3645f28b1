package dev.forebay.dynamodb.comparison;

import java.util.random.RandomGenerator;

/** A seeded run of requests on three tables. Confined to one thread. */
final class RandomRequests {
  private final RandomValues values;
  private final RandomWrites writes;
  private final RandomReads reads;
  private final RandomTransactions transactions;
  private final RandomLegacy legacy;
  private final RandomStatements statements;

  RandomRequests(RandomGenerator random) {
    this.values = new RandomValues(random);
    RandomItems items = new RandomItems(values);
    this.writes = new RandomWrites(values, items);
    this.reads = new RandomReads(values, items);
    this.transactions = new RandomTransactions(values, items);
    this.legacy = new RandomLegacy(values, items);
    this.statements = new RandomStatements(values, items);
  }

  /** The next request. */
  Request next() {
    return switch (values.below(24)) {
      case 0, 1, 2, 3, 4 -> writes.put();
      case 5, 6, 7, 8, 9 -> writes.update();
      case 10 -> writes.delete();
      case 11 -> writes.batch();
      case 12 -> reads.get();
      case 13, 14, 15 -> reads.query();
      case 16 -> reads.scan();
      case 17 -> reads.batch();
      case 18, 19 -> transactions.write();
      case 20 -> transactions.get();
      case 21 -> legacy.next();
      default -> statements.next();
    };
  }
}
