package dev.forebay.dynamodb.comparison;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where DynamoDB Local answers otherwise than AWS, as RATIONALE.md says. */
final class KnownDifferences {
  /** A request with several faults may be told of any: no document says which comes first. */
  static final String OTHER_FAULT = "another fault is told first";

  private static final String REFUSED = "400 ValidationException";

  /**
   * A known difference.
   *
   * @param why the row of the table in RATIONALE.md
   */
  private record Difference(String why, Pattern theirs, Pattern ours) {
    static Difference of(String why, String theirs, String ours) {
      return new Difference(why, Pattern.compile(theirs), Pattern.compile(ours));
    }

    boolean is(String their, String our) {
      return theirs.matcher(their).find() && ours.matcher(our).find();
    }
  }

  private static final List<Difference> ALL =
      List.of(
          Difference.of(
              "words", "One of the required keys was not given a value", "Missing the key"),
          Difference.of(
              "words",
              "number of conditions on the keys is invalid",
              "does not match the schema|Missing the key"),
          Difference.of(
              "words",
              "Invalid attribute value type|Type mismatch for (key|Index Key)",
              "does not match the schema|Type mismatch for"),
          Difference.of(
              "words",
              "Key attribute's data type should match",
              "does not match the schema|Type mismatch for"),
          Difference.of(
              "words", "cannot be converted into a number", "cannot be converted to a numeric"),
          Difference.of(
              "words", "only supports precision up to 38", "more than 38 significant digits"),
          Difference.of(
              "words",
              "Cannot do operations on a non-existent table",
              "Requested resource not found|^400 ValidationException"),
          Difference.of(
              "words", "Limit must be greater than or equal to 1", "at 'limit' failed to satisfy"),
          Difference.of("words", "Value '1' at 'segment' failed", "The Segment parameter is zero"),
          Difference.of(
              "words", "Cannot have two attributes with the same", "Duplicate value in attribute"),
          Difference.of(
              "words",
              "Secondary index \\S+ does not project",
              "Global secondary index \\S+ does not project"),
          Difference.of(
              "words",
              "action (with value )?is not supported for the type [A-Z]{3,}",
              "action (with value )?is not supported for the type [A-Z]+"),
          Difference.of(
              "words", "ALL_PROJECTED_ATTRIBUTES can be", "invalid: ALL_PROJECTED_ATTRIBUTES"),
          Difference.of("words", "Consistent read cannot be true", "Consistent reads are not"),
          Difference.of("words", "400 DuplicateItem:", "400 DuplicateItemException:"),
          Difference.of(
              "words",
              "Only single item select|must specify the primary key|Key value must be of type",
              "Where clause does not contain a mandatory|data type should match"),
          Difference.of(
              "words",
              "ValidationError.*Duplicate primary key",
              "DuplicateItem.*Duplicate primary"),
          Difference.of("words", "Validation failed in TransactStatements", REFUSED),
          Difference.of("words", "EXISTS can only be used", "wasn't well formed"),
          Difference.of(
              "words", "of type BS contains duplicates", "of type BS contains duplicates"),
          Difference.of(
              "words", "Updates on index keys must be of the same", "Type mismatch for Index Key"),
          Difference.of("words", "Type mismatch for attribute to update", "incorrect data type"),
          Difference.of("words", "wasn't well formed", "cannot be converted to a numeric"),
          Difference.of("words", "^200 \\{\"Responses\":\\[]}", "^200 \\{\"Responses\":\\[\\{}"),
          Difference.of("no attributes", "500 InternalFailure", "^200 |^400 "),
          Difference.of(
              "keys before conditions",
              "ConditionalCheckFailed",
              "This attribute is part of the key|must be scalars"),
          Difference.of(
              "transactions say ValidationError",
              "^400 ValidationException|TransactionCanceled|^200",
              "TransactionCanceled.*ValidationError"),
          Difference.of(
              "transactions say ValidationError",
              "TransactionCanceled",
              "cannot include multiple operations on one item"),
          Difference.of("keys of indexes", "^200", "Type mismatch for Index Key"),
          Difference.of("several faults", "IdempotentParameterMismatch", "^400 "),
          Difference.of("several faults", REFUSED, "400 ResourceNotFound"),
          Difference.of("several faults", "TransactionCanceled", REFUSED));

  private KnownDifferences() {}

  /** Whether a message of theirs stands for one that is worded otherwise here. */
  static boolean isWorded(String theirs) {
    return ALL.stream()
        .anyMatch(each -> each.why().equals("words") && each.theirs().matcher(theirs).find());
  }

  /**
   * Whether both are in the same state after this, for all that is known: a batch of statements
   * that Local refuses for two that meet has already done the first.
   */
  static boolean leavesSame(Request request, String theirs, String ours) {
    return theirs.startsWith("200") == ours.startsWith("200")
        && !(request.operation().equals("BatchExecuteStatement")
            && theirs.contains("contains duplicates"));
  }

  /** The reason of the known difference, if it is one. */
  static Optional<String> find(String theirs, String ours) {
    Optional<String> known =
        ALL.stream().filter(each -> each.is(theirs, ours)).map(Difference::why).findFirst();
    return known.isEmpty() && theirs.startsWith(REFUSED) && ours.startsWith(REFUSED)
        ? Optional.of(OTHER_FAULT)
        : known;
  }
}
