package dev.forebay.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Events as their targets get them ("Event message structure" and "EventBridge event message
 * structure", Amazon S3 User Guide). Thread-safe.
 */
final class EventTexts {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final JsonFactory json = new JsonFactory();

  /** Writes a text. */
  private interface Content {
    void writeTo(JsonGenerator out) throws IOException;
  }

  /** The order of an object's events, in hexadecimal digits. */
  static String sequencer(long sequence) {
    return "00" + HexFormat.of().withUpperCase().toHexDigits(sequence);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** The message with one record. */
  String record(
      Happening happening,
      OpenBucket bucket,
      String key,
      ObjectVersion version,
      long sequence,
      String configurationId) {
    String name = happening.name();
    boolean aside = name.startsWith("ObjectTagging:") || name.startsWith("ObjectAcl:");
    boolean gone = name.endsWith(":Delete") && !aside;
    return write(out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("Records");
      out.writeStartObject();
      out.writeStringField("eventVersion", aside ? "2.3" : "2.1");
      out.writeStringField("eventSource", "aws:s3");
      out.writeStringField("awsRegion", bucket.row().region().value());
      out.writeStringField("eventTime", time(happening.time()));
      out.writeStringField("eventName", name);
      out.writeObjectFieldStart("userIdentity");
      out.writeStringField("principalId", happening.principalId());
      out.writeEndObject();
      out.writeObjectFieldStart("requestParameters");
      out.writeStringField("sourceIPAddress", happening.sourceAddress());
      out.writeEndObject();
      out.writeObjectFieldStart("responseElements");
      out.writeStringField("x-amz-request-id", happening.requestId());
      out.writeStringField("x-amz-id-2", happening.hostId());
      out.writeEndObject();
      out.writeObjectFieldStart("s3");
      out.writeStringField("s3SchemaVersion", "1.0");
      out.writeStringField("configurationId", configurationId);
      out.writeObjectFieldStart("bucket");
      out.writeStringField("name", bucket.name());
      out.writeObjectFieldStart("ownerIdentity");
      out.writeStringField("principalId", Owners.principalId(bucket.row().owner()));
      out.writeEndObject();
      out.writeStringField("arn", bucket.row().arn());
      out.writeEndObject();
      out.writeObjectFieldStart("object");
      // As a form's value, but that S3 leaves slashes as they are.
      out.writeStringField(
          "key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
      if (!gone && !aside && !version.marker()) {
        out.writeNumberField("size", version.size());
      }
      if (!gone) {
        out.writeStringField("eTag", version.marker() ? EMPTY_MD5 : version.etag());
      }
      if (bucket.versioned()) {
        out.writeStringField("versionId", version.id());
      }
      if (!aside) {
        out.writeStringField("sequencer", sequencer(sequence));
      }
      out.writeEndObject();
      out.writeEndObject();
      if (name.equals("ObjectRestore:Completed")) {
        restore(out, version);
      }
      out.writeEndObject();
      out.writeEndArray();
      out.writeEndObject();
    });
  }

  private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";

  private static void restore(JsonGenerator out, ObjectVersion version) throws IOException {
    out.writeObjectFieldStart("glacierEventData");
    out.writeObjectFieldStart("restoreEventData");
    out.writeStringField(
        "lifecycleRestorationExpiryTime",
        version
            .attribute(Restores.RESTORED_UNTIL)
            .map(until -> time(Instant.parse(until)))
            .orElse(""));
    out.writeStringField("lifecycleRestoreStorageClass", version.storageClass());
    out.writeEndObject();
    out.writeEndObject();
  }

  /** The detail of an event for the event bus. */
  String detail(
      Happening happening, OpenBucket bucket, String key, ObjectVersion version, long sequence) {
    String name = happening.name();
    boolean removed = name.startsWith("ObjectRemoved:") || name.startsWith("LifecycleExpiration:");
    boolean aside = name.startsWith("ObjectTagging:") || name.startsWith("ObjectAcl:");
    return write(out -> {
      out.writeStartObject();
      out.writeStringField("version", "0");
      out.writeObjectFieldStart("bucket");
      out.writeStringField("name", bucket.name());
      out.writeEndObject();
      out.writeObjectFieldStart("object");
      out.writeStringField("key", key);
      if (!removed && !aside) {
        out.writeNumberField("size", version.size());
      }
      if (!removed) {
        out.writeStringField("etag", version.etag());
      } else if (version.marker()) {
        out.writeStringField("etag", EMPTY_MD5);
      }
      if (bucket.versioned()) {
        out.writeStringField("version-id", version.id());
      }
      if (!aside) {
        out.writeStringField("sequencer", sequencer(sequence));
      }
      out.writeEndObject();
      out.writeStringField("request-id", happening.requestId());
      out.writeStringField("requester", happening.requester());
      if (!happening.sourceAddress().equals(happening.requester())) {
        out.writeStringField("source-ip-address", happening.sourceAddress());
      }
      if (!aside) {
        out.writeStringField("reason", reason(name));
      }
      if (removed) {
        out.writeStringField(
            "deletion-type",
            name.endsWith("DeleteMarkerCreated") ? "Delete Marker Created" : "Permanently Deleted");
      }
      out.writeEndObject();
    });
  }

  private static String reason(String name) {
    return switch (name) {
      case "ObjectCreated:Put" -> "PutObject";
      case "ObjectCreated:Post" -> "POST Object";
      case "ObjectCreated:Copy" -> "CopyObject";
      case "ObjectCreated:CompleteMultipartUpload" -> "CompleteMultipartUpload";
      case "ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated" -> "DeleteObject";
      case "LifecycleExpiration:Delete", "LifecycleExpiration:DeleteMarkerCreated" ->
          "Lifecycle Expiration";
      default -> "RestoreObject";
    };
  }

  /** What the event bus calls an event. */
  static String detailType(String name) {
    return switch (name) {
      case "ObjectTagging:Put" -> "Object Tags Added";
      case "ObjectTagging:Delete" -> "Object Tags Deleted";
      case "ObjectAcl:Put" -> "Object ACL Updated";
      case "ObjectRestore:Post" -> "Object Restore Initiated";
      case "ObjectRestore:Completed" -> "Object Restore Completed";
      default -> name.startsWith("ObjectCreated:") ? "Object Created" : "Object Deleted";
    };
  }

  /** What a queue or a topic gets when it is named in a configuration. */
  String test(String bucket, Happening happening) {
    return write(out -> {
      out.writeStartObject();
      out.writeStringField("Service", "Amazon S3");
      out.writeStringField("Event", "s3:TestEvent");
      out.writeStringField("Time", time(happening.time()));
      out.writeStringField("Bucket", bucket);
      out.writeStringField("RequestId", happening.requestId());
      out.writeStringField("HostId", happening.hostId());
      out.writeEndObject();
    });
  }

  private String write(Content content) {
    StringWriter text = new StringWriter(1_024);
    try (JsonGenerator out = json.createGenerator(text)) {
      content.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
