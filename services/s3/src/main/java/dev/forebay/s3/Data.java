package dev.forebay.s3;

/** Where the bytes of an object are. Immutable. */
sealed interface Data {
  /** Nowhere: there are none, or it is a delete marker. */
  record None() implements Data {}

  /**
   * In a row.
   *
   * @param id its name
   */
  record InRow(String id) implements Data {}

  /**
   * In a file.
   *
   * @param id its name
   */
  record InFile(String id) implements Data {}

  /**
   * In the parts of an upload.
   *
   * @param uploadId names the row that lists them
   */
  record InParts(String uploadId) implements Data {}

  /** As it is stored. */
  default String encode() {
    return switch (this) {
      case None none -> "";
      case InRow row -> "R" + row.id();
      case InFile file -> "F" + file.id();
      case InParts parts -> "P" + parts.uploadId();
    };
  }

  /** What {@link #encode} made. */
  static Data decode(String text) {
    if (text.isEmpty()) {
      return new None();
    }
    String id = text.substring(1);
    return switch (text.charAt(0)) {
      case 'R' -> new InRow(id);
      case 'F' -> new InFile(id);
      case 'P' -> new InParts(id);
      default -> throw new IllegalStateException("no place of bytes: " + text);
    };
  }
}
