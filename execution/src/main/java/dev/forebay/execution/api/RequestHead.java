package dev.forebay.execution.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The request line and the headers. Immutable.
 *
 * @param method such as {@code GET}
 * @param path the path, without a query
 * @param keepAlive whether the connection stays open afterwards
 * @param headers in order; names in any case
 */
record RequestHead(String method, String path, boolean keepAlive, Fields headers) {
  /** The request line and all headers together; a runtime's X-Ray cause alone may have 64 KB. */
  static final int LIMIT = 96 << 10;

  private static final int MOST_FIELDS = 100;

  /** Reads a head, whose first byte is there. */
  static RequestHead read(ConnectionInput in) throws IOException {
    String line = in.line(LIMIT);
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first + 1 || !line.startsWith("HTTP/1.", last + 1)) {
      throw new BadRequestException(400, "Malformed request line");
    }
    String target = line.substring(first + 1, last);
    int query = target.indexOf('?');
    Fields headers = Fields.read(in, LIMIT - line.length());
    boolean old = line.endsWith("1.0");
    String connection = headers.get("Connection").orElse(old ? "close" : "keep-alive");
    return new RequestHead(
        line.substring(0, first),
        query < 0 ? target : target.substring(0, query),
        !connection.equalsIgnoreCase("close"),
        headers);
  }

  /** Headers or trailers. Immutable. */
  record Fields(List<String> namesAndValues) {
    static final Fields NONE = new Fields(List.of());

    /** Reads fields to the empty line that ends them. */
    static Fields read(ConnectionInput in, int limit) throws IOException {
      List<String> fields = new ArrayList<>(16);
      int left = limit;
      while (true) {
        String line = in.line(Math.max(left, 0));
        if (line.isEmpty()) {
          return new Fields(List.copyOf(fields));
        }
        left -= line.length();
        int colon = line.indexOf(':');
        if (colon <= 0 || line.charAt(0) <= ' ') {
          throw new BadRequestException(400, "Malformed header");
        }
        if (fields.size() >= 2 * MOST_FIELDS) {
          throw new BadRequestException(431, "Too many headers");
        }
        fields.add(line.substring(0, colon));
        fields.add(line.substring(colon + 1).strip());
      }
    }

    /** The first value of a field that is there and not empty. */
    Optional<String> get(String name) {
      for (int i = 0; i < namesAndValues.size(); i += 2) {
        if (namesAndValues.get(i).equalsIgnoreCase(name)) {
          return Optional.of(namesAndValues.get(i + 1)).filter(value -> !value.isEmpty());
        }
      }
      return Optional.empty();
    }

    /** How often the field is there. */
    int count(String name) {
      int count = 0;
      for (int i = 0; i < namesAndValues.size(); i += 2) {
        count += namesAndValues.get(i).equalsIgnoreCase(name) ? 1 : 0;
      }
      return count;
    }
  }
}
