package dev.forebay.invocation.async;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.invocation.FunctionError;
import dev.forebay.invocation.JsonCheck;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * What is said about an ended event: the record for destinations, the words of a dead letter. Pure.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Capturing records of Lambda asynchronous invocations</a>
 */
final class InvocationRecord {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_MESSAGE_BYTES = 1_024;
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private InvocationRecord() {}

  /** The record, JSON; the same bytes whenever it is written. */
  static Bytes of(AsyncEvent event, Progress progress, Ending ending) {
    StringWriter text = new StringWriter(event.payload().size() + 512);
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("version", "1.0");
      out.writeStringField("timestamp", TIMESTAMP.format(ending.at()));
      out.writeObjectFieldStart("requestContext");
      out.writeStringField("requestId", event.requestId().value());
      out.writeStringField("functionArn", ending.functionArn());
      out.writeStringField("condition", ending.condition().spelling());
      out.writeNumberField("approximateInvokeCount", progress.runs());
      out.writeEndObject();
      writePayload(out, "requestPayload", event.payload());
      if (progress.last().isPresent()) {
        LastRun run = progress.last().get();
        out.writeObjectFieldStart("responseContext");
        out.writeNumberField("statusCode", 200);
        out.writeStringField("executedVersion", run.executedVersion());
        if (run.failed()) {
          out.writeStringField("functionError", "Unhandled");
        }
        out.writeEndObject();
        writePayload(out, "responsePayload", run.payload());
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.utf8(text.toString());
  }

  // A custom runtime may answer anything; what is not JSON is put in as text.
  private static void writePayload(JsonGenerator out, String name, Bytes payload)
      throws IOException {
    out.writeFieldName(name);
    if (JsonCheck.fault(payload).isEmpty()) {
      out.writeRawValue(payload.toUtf8());
    } else {
      out.writeString(payload.toUtf8());
    }
  }

  /** A dead letter's ErrorMessage: what the function's error says, or why it did not run. */
  static String message(Verdict.Ended ended) {
    String text =
        ended.run().map(run -> FunctionError.message(run.payload())).orElse(ended.reason());
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= MOST_MESSAGE_BYTES) {
      return text;
    }
    int end = MOST_MESSAGE_BYTES;
    while ((utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(utf8, end), StandardCharsets.UTF_8);
  }
}
