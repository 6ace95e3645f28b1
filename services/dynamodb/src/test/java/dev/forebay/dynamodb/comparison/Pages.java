package dev.forebay.dynamodb.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads a query or a scan to its end, each page from where the one before ended. */
final class Pages {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 100;

  private Pages() {}

  /** All pages as one answer; that of the first page if it is an error. */
  static Side.Answer read(Side side, Request request) {
    Side.Answer page = side.answer(request);
    if (!page.done()) {
      return page;
    }
    ObjectNode all = JSON.createObjectNode();
    ArrayNode items = all.putArray("Items");
    int count = 0;
    int scanned = 0;
    for (int pages = 1; page.done(); pages++) {
      page.body().path("Items").forEach(items::add);
      count += page.body().path("Count").asInt();
      scanned += page.body().path("ScannedCount").asInt();
      JsonNode last = page.body().path("LastEvaluatedKey");
      if (last.isMissingNode()) {
        all.put("Count", count).put("ScannedCount", scanned);
        return new Side.Answer(page.status(), all);
      }
      if (pages == MOST) {
        throw new AssertionError("more than " + MOST + " pages: " + request);
      }
      String json = request.json();
      page =
          side.answer(
              request.operation(),
              json.substring(0, json.length() - 1) + ",\"ExclusiveStartKey\":" + last + "}");
    }
    return page;
  }
}
