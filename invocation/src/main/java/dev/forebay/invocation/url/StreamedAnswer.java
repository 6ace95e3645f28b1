package dev.forebay.invocation.url;

import dev.forebay.model.Bytes;
import dev.forebay.proxy.AnswerReader;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.proxy.MalformedAnswer;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.protocol.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;

/**
 * Passes what a function streams on as an HTTP answer, each piece at once ("Response streaming for
 * Lambda functions"). The answer's head comes from the prelude, if the stream has one: JSON, then
 * eight zero bytes. It is sent with the first byte of the body, so that a function that fails
 * before gets the client 502. Confined to one thread at a time.
 */
final class StreamedAnswer implements EventStream {
  /** The content type of a stream with a prelude. */
  private static final String HTTP_INTEGRATION =
      "application/vnd.awslambda.http-integration-response";

  private static final int ZEROES = 8;
  private static final int LONGEST_PRELUDE = 1 << 20;

  private final Client client;
  private final ByteArrayOutputStream prelude = new ByteArrayOutputStream();
  private Optional<HttpAnswer> head = Optional.empty();
  private Optional<OutputStream> body = Optional.empty();
  private int zeroes;
  private boolean failed;

  StreamedAnswer(Client client) {
    this.client = client;
  }

  /** Starts the answer that goes out. */
  interface Client {
    /** Sends status and headers; what is flushed to the body goes out at once. */
    OutputStream start(int status, Headers headers) throws IOException;
  }

  @Override
  public void start(SdkPojo initialResponse) {
    String type = ((InvokeWithResponseStreamResponse) initialResponse).responseStreamContentType();
    if (!HTTP_INTEGRATION.equals(type)) {
      head = Optional.of(new HttpAnswer(200, Headers.of("Content-Type", type), Bytes.EMPTY));
    }
  }

  @Override
  public void send(String eventType, SdkPojo event) {
    try {
      switch (event) {
        case InvokeResponseStreamUpdate update ->
            write(Bytes.wrap(update.payload().asByteArrayUnsafe()));
        case InvokeWithResponseStreamCompleteEvent complete -> complete(complete);
        default -> throw new IllegalArgumentException("no event of this stream: " + eventType);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the client has been sent nothing, because the function failed first. */
  boolean isRefused() {
    return failed && body.isEmpty();
  }

  private void write(Bytes bytes) throws IOException {
    if (failed) {
      return;
    }
    int from = 0;
    if (head.isEmpty()) {
      from = readPrelude(bytes);
      if (failed || head.isEmpty()) {
        return;
      }
    }
    OutputStream out = out(head.get());
    out.write(bytes.toArray(), from, bytes.size() - from);
    out.flush();
  }

  /** Reads on in the prelude; where the body begins in these bytes. */
  private int readPrelude(Bytes bytes) {
    for (int i = 0; i < bytes.size(); i++) {
      byte next = bytes.at(i);
      zeroes = next == 0 ? zeroes + 1 : 0;
      if (zeroes == ZEROES) {
        byte[] json = prelude.toByteArray();
        try {
          head = Optional.of(AnswerReader.prelude(Bytes.wrap(json)));
        } catch (MalformedAnswer e) {
          failed = true;
        }
        return i + 1;
      }
      if (next != 0) {
        prelude.write(next);
      }
      if (prelude.size() > LONGEST_PRELUDE) {
        failed = true;
        return bytes.size();
      }
    }
    return bytes.size();
  }

  private void complete(InvokeWithResponseStreamCompleteEvent complete) throws IOException {
    if (complete.errorCode() != null && body.isPresent()) {
      throw new IOException("the function failed in the middle of its answer");
    }
    failed |= complete.errorCode() != null || head.isEmpty();
    if (!failed) {
      out(head.get()).flush();
    }
  }

  private OutputStream out(HttpAnswer answer) throws IOException {
    if (body.isEmpty()) {
      body = Optional.of(client.start(answer.status(), answer.headers()));
    }
    return body.get();
  }
}
