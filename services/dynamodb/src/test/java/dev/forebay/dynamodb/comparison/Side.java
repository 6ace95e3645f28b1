package dev.forebay.dynamodb.comparison;

import com.fasterxml.jackson.databind.JsonNode;

/** One of the two that are asked the same. */
@FunctionalInterface
interface Side {
  /** What it answers to an operation of either API. */
  Answer answer(String operation, String json);

  /** The answer to a request. */
  default Answer answer(Request request) {
    return answer(request.operation(), request.json());
  }

  /**
   * What is answered.
   *
   * @param status the HTTP status
   * @param body the document
   */
  record Answer(int status, JsonNode body) {
    boolean done() {
      return status == 200;
    }
  }
}
