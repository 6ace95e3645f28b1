package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Kind;
import dev.forebay.wire.protocol.KeptRequests;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;

/**
 * A delivery stream as it is stored. Immutable.
 *
 * @param name its name
 * @param uuid tells it from an earlier one of the same name, and its records from that one's
 * @param destination as {@link #write} writes it
 * @param version rises with each change of the destination, from 1
 * @param source where its records come from; null for puts
 * @param key the encryption that was asked for; null for none
 * @param created milliseconds since 1970
 * @param modified milliseconds since 1970; 0 if it never was
 * @param tags by key
 */
record StreamRow(
    String name,
    String uuid,
    String destination,
    long version,
    @Nullable Source source,
    @Nullable Key key,
    long created,
    long modified,
    Map<String, String> tags) {
  static final Kind<StreamRow> KIND = Kind.json("stream", StreamRow.class);

  private static final KeptRequests KEPT = new KeptRequests();

  /**
   * With which key records are said to be encrypted.
   *
   * @param type as AWS names it
   * @param arn of a customer's own key
   */
  record Key(String type, @Nullable String arn) {}

  /**
   * A data stream that is read.
   *
   * @param arn the data stream
   * @param role under which it is read
   */
  record Source(String arn, String role) {}

  StreamRow {
    tags = new TreeMap<>(tags);
  }

  static String write(ExtendedS3DestinationConfiguration destination) {
    return Base64.getEncoder().encodeToString(KEPT.write(destination).toArray());
  }

  ExtendedS3DestinationConfiguration read() {
    ExtendedS3DestinationConfiguration.Builder builder =
        ExtendedS3DestinationConfiguration.builder();
    KEPT.read(Bytes.wrap(Base64.getDecoder().decode(destination)), builder);
    return builder.build();
  }

  static String arn(AccountRegion place, String name) {
    return place.arn("firehose", "deliverystream/" + name).toString();
  }

  StreamRow withDestination(ExtendedS3DestinationConfiguration other, long now) {
    return new StreamRow(name, uuid, write(other), version + 1, source, key, created, now, tags);
  }

  StreamRow withKey(@Nullable Key other) {
    return new StreamRow(name, uuid, destination, version, source, other, created, modified, tags);
  }

  StreamRow withTags(Map<String, String> other) {
    return new StreamRow(name, uuid, destination, version, source, key, created, modified, other);
  }
}
