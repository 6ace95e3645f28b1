package dev.forebay.wire.protocol;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The wire form of one operation's event stream, in AWS's framing ({@code
 * application/vnd.amazon.eventstream}). Immutable.
 */
public interface EventStreamEncoder {
  /**
   * Status and headers for the initial response, and a body to send at once: empty, but for the
   * JSON protocols, whose first message is the initial response.
   */
  WireResponse start(SdkPojo initialResponse);

  /**
   * A message for an event.
   *
   * @param type the member's name in the stream's union, such as {@code PayloadChunk}
   */
  Bytes event(String type, SdkPojo event);

  /** A message for a failure after the start; it ends the stream. */
  Bytes exception(AwsException failure);
}
