package dev.forebay.wire.protocol;

import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/** How AWS's messages name the type that they expected. */
final class TypeNames {
  private TypeNames() {}

  /** The type with its article. */
  static String of(MarshallingKnownType type) {
    return switch (type) {
      case STRING -> "a String";
      case INTEGER -> "an Integer";
      case LONG -> "a Long";
      case SHORT -> "a Short";
      case BYTE -> "a Byte";
      case FLOAT -> "a Float";
      case DOUBLE -> "a Double";
      case BIG_DECIMAL -> "a BigDecimal";
      case BOOLEAN -> "a Boolean";
      case INSTANT -> "a Date";
      case SDK_BYTES -> "a Blob";
      case LIST -> "a List";
      case MAP -> "a Map";
      case SDK_POJO -> "a Structure";
      case DOCUMENT -> "a Document";
      case NULL -> "null";
    };
  }
}
