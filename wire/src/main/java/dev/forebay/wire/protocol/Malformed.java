package dev.forebay.wire.protocol;

import dev.forebay.wire.AwsException;

/** The errors for a request that cannot be read. AWS calls all of them serialization errors. */
final class Malformed {
  private Malformed() {}

  /** 400 SerializationException with this text. */
  static AwsException because(String text) {
    return new AwsException("SerializationException", 400, text);
  }

  /** A body that is no JSON or no CBOR. */
  static AwsException body(String detail) {
    return because("Could not parse request body into json: " + detail);
  }
}
