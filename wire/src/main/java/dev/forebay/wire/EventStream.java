package dev.forebay.wire;

import software.amazon.awssdk.core.SdkPojo;

/**
 * Where a {@link StreamHandler} writes its answer, event by event; each is sent on at once.
 * Confined to the handler's thread.
 */
public interface EventStream {
  /**
   * Sends the status and the headers that the initial response's members stand for. Once, first.
   */
  void start(SdkPojo initialResponse);

  /**
   * Sends an event.
   *
   * @param type the member's name in the stream's union, such as {@code PayloadChunk}
   * @param event the SDK's event class
   */
  void send(String type, SdkPojo event);
}
