package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.forebay.model.Bytes;
import dev.forebay.wire.ServiceBinding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;

class CborTest {
  private static final CBORFactory CBOR = new CBORFactory();

  private static Bytes document(DocumentWriter.Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator generator = CBOR.createGenerator(out)) {
      content.writeTo(generator);
    }
    return Bytes.wrap(out.toByteArray());
  }

  @Test
  void aRequestInCborIsReadAndAnsweredInCbor() throws IOException {
    AtomicReference<PutLogEventsRequest> seen = new AtomicReference<>();
    Loopback wire =
        new Loopback(
            ServiceBinding.of("logs")
                .on(
                    "PutLogEvents",
                    PutLogEventsRequest::builder,
                    (context, request) -> {
                      seen.set(request);
                      return PutLogEventsResponse.builder().nextSequenceToken("n").build();
                    })
                .build());
    Headers headers =
        Headers.of(
            "X-Amz-Target",
            "Logs_20140328.PutLogEvents",
            "Content-Type",
            "application/x-amz-cbor-1.1");
    Bytes body =
        document(out -> {
          out.writeStartObject();
          out.writeStringField("logGroupName", "g");
          out.writeStringField("logStreamName", "s");
          out.writeArrayFieldStart("logEvents");
          out.writeStartObject();
          out.writeNumberField("timestamp", 1_700_000_000_000L);
          out.writeStringField("message", "m");
          out.writeEndObject();
          out.writeEndArray();
          out.writeEndObject();
        });
    WireResponse response =
        wire.answer(new WireRequest("POST", "/", "", headers, body), Optional.of("logs"));
    assertThat(seen.get().logEvents()).hasSize(1);
    assertThat(seen.get().logEvents().getFirst().timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(response.headers().first("Content-Type")).contains("application/x-amz-cbor-1.1");
    try (JsonParser parser = CBOR.createParser(response.body().toArray())) {
      parser.nextToken();
      assertThat(parser.nextFieldName()).isEqualTo("nextSequenceToken");
      assertThat(parser.nextTextValue()).isEqualTo("n");
    }
    WireResponse refused =
        wire.answer(
            new WireRequest("POST", "/", "", headers, Bytes.utf8("{}")), Optional.of("logs"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.headers().first("Content-Type")).contains("application/x-amz-cbor-1.1");
  }

  @Test
  void timestampsAreTaggedMillisecondsAndBlobsAreBytes() throws IOException {
    Instant instant = Instant.parse("2026-03-01T12:00:00.125Z");
    PojoPlans plans = new PojoPlans();
    DocumentWriter writer = new DocumentWriter(CBOR);
    CreateEventSourceMappingResponse response =
        CreateEventSourceMappingResponse.builder().lastModified(instant).build();
    Bytes written = writer.write(plans.of(response).body, response);
    try (CBORParser parser = CBOR.createParser(written.toArray())) {
      parser.nextToken();
      assertThat(parser.nextFieldName()).isEqualTo("LastModified");
      assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
      assertThat(parser.getCurrentTag()).isEqualTo(1);
      assertThat(parser.getLongValue()).isEqualTo(instant.toEpochMilli());
    }

    DocumentReader reader =
        new DocumentReader(CBOR, TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS);
    CreateEventSourceMappingRequest.Builder request = CreateEventSourceMappingRequest.builder();
    reader.read(
        document(out -> {
          out.writeStartObject();
          out.writeFieldName("StartingPositionTimestamp");
          ((CBORGenerator) out).writeTag(1);
          out.writeNumber(instant.toEpochMilli());
          out.writeEndObject();
        }),
        plans.of((SdkPojo) request),
        (SdkPojo) request);
    assertThat(request.build().startingPositionTimestamp()).isEqualTo(instant);

    FunctionCode.Builder code = FunctionCode.builder();
    reader.read(
        document(out -> {
          out.writeStartObject();
          out.writeBinaryField("ZipFile", new byte[] {1, 2, -3});
          out.writeEndObject();
        }),
        plans.of((SdkPojo) code),
        (SdkPojo) code);
    assertThat(code.build().zipFile()).isEqualTo(SdkBytes.fromByteArray(new byte[] {1, 2, -3}));
  }
}
