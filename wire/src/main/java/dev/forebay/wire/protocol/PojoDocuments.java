package dev.forebay.wire.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import dev.forebay.model.Bytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Objects of SDK classes as JSON texts, for services that keep what they were sent. Members have
 * their names on the wire. Thread-safe.
 */
public final class PojoDocuments {
  private final PojoPlans plans = new PojoPlans();
  private final DocumentWriter writer;
  private final DocumentReader reader;

  /** Documents of any classes. */
  public PojoDocuments() {
    JsonFactory json = new JsonFactory();
    this.writer = new DocumentWriter(json);
    this.reader = new DocumentReader(json, Format.UNIX_TIMESTAMP);
  }

  /** The text of an object. */
  public String write(SdkPojo pojo) {
    return writer.write(plans.of(pojo).body, pojo).toUtf8();
  }

  /** The object of a text that {@link #write} made. */
  public <T extends SdkPojo> T read(String text, SdkBuilder<?, T> builder) {
    SdkPojo fields = (SdkPojo) builder;
    reader.read(Bytes.utf8(text), plans.of(fields), fields);
    return builder.build();
  }
}
