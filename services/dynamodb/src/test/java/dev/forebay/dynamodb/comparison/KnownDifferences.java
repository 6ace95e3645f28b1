package dev.forebay.dynamodb.comparison;

import java.util.List;
import java.util.regex.Pattern;

/** Where DynamoDB Local answers otherwise than AWS, as RATIONALE.md says. */
final class KnownDifferences {
  /** A pair of answers that differ for a known reason. */
  private record Pair(Pattern theirs, Pattern ours) {
    static Pair of(String theirs, String ours) {
      return new Pair(Pattern.compile(theirs), Pattern.compile(ours));
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          Pair.of("One of the required keys was not given a value", "Missing the key"),
          Pair.of("number of conditions on the keys is invalid", "does not match the schema"),
          Pair.of("Invalid attribute value type", "does not match the schema|Type mismatch for"),
          Pair.of(
              "Type mismatch for (key|Index Key)", "does not match the schema|Type mismatch for"),
          Pair.of("cannot be converted into a number", "cannot be converted to a numeric value"),
          Pair.of("only supports precision up to 38", "more than 38 significant digits"),
          Pair.of(
              "Cannot do operations on a non-existent table",
              "Requested resource not found|^400 ValidationException"),
          Pair.of(
              "Two document paths overlap", "Two document paths overlap|Incorrect operand type"),
          Pair.of("Invalid attribute type name found", "Invalid attribute type name found"),
          Pair.of("of type BS contains duplicates", "of type BS contains duplicates"),
          Pair.of("Limit must be greater than or equal to 1", "at 'limit' failed to satisfy"),
          Pair.of("ConditionalCheckFailed", "This attribute is part of the key|must be scalars"),
          Pair.of("must be scalars", "ValidationError.*must be scalars"),
          Pair.of("^400 ValidationException", "TransactionCanceled.*ValidationError"),
          Pair.of("TransactionCanceled", "cannot include multiple operations on one item"),
          Pair.of("TransactionCanceled", "TransactionCanceled.*ValidationError"),
          Pair.of("^200", "Type mismatch for Index Key"),
          Pair.of("This attribute is part of the key", "This attribute is part of the key"),
          Pair.of("does not have the specified index", "^400 ValidationException"),
          Pair.of("Consistent read cannot be true", "Consistent reads are not supported"),
          Pair.of("InternalFailure", ""));

  private KnownDifferences() {}

  static boolean has(String theirs, String ours) {
    return PAIRS.stream()
        .anyMatch(pair -> pair.theirs.matcher(theirs).find() && pair.ours.matcher(ours).find());
  }
}
