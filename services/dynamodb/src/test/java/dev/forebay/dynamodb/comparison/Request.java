package dev.forebay.dynamodb.comparison;

/**
 * A request.
 *
 * @param operation its operation
 * @param json its body
 */
record Request(String operation, String json) {
  /** Whether its answer has an order to keep. */
  boolean ordered() {
    return operation.equals("Query") && !json.contains("IndexName");
  }

  /** Whether it reads a page after the other. */
  boolean paged() {
    return (operation.equals("Query") || operation.equals("Scan")) && json.contains("\"Limit\"");
  }
}
