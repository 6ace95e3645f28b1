package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.protocol.EventStreamEncoder;
import dev.forebay.wire.protocol.WireResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An event stream that goes out over HTTP, each event at once. A peer that is gone shows as {@link
 * UncheckedIOException}. Confined to the request's thread.
 */
final class HttpEventStream implements EventStream {
  private final Exchange exchange;
  private final EventStreamEncoder encoder;
  private boolean started;

  HttpEventStream(Exchange exchange, EventStreamEncoder encoder) {
    this.exchange = exchange;
    this.encoder = encoder;
  }

  boolean isStarted() {
    return started;
  }

  @Override
  public void start(SdkPojo initialResponse) {
    if (started) {
      throw new IllegalStateException("the stream has been started");
    }
    WireResponse head = encoder.start(initialResponse);
    started = true;
    try {
      exchange.start(head.status(), head.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (head.body().size() > 0) {
      // On some protocols the initial response is a message itself.
      write(head.body(), Exchange.Last.NO);
    }
  }

  @Override
  public void send(String type, SdkPojo event) {
    if (!started) {
      throw new IllegalStateException("an event before the stream's start: " + type);
    }
    write(encoder.event(type, event), Exchange.Last.NO);
  }

  /** Ends the stream. */
  void end() {
    if (!started) {
      throw new IllegalStateException("the handler returned without starting the stream");
    }
    write(Bytes.EMPTY, Exchange.Last.YES);
  }

  /** Ends the stream with a failure. */
  void fail(AwsException failure) {
    write(encoder.exception(failure), Exchange.Last.YES);
  }

  private void write(Bytes piece, Exchange.Last last) {
    try {
      exchange.write(piece, last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
