package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A bucket as it is stored. Immutable.
 *
 * @param name its name
 * @param id tells it from an earlier bucket of the same name
 * @param owner the account that it belongs to
 * @param region where it lies
 * @param created milliseconds since 1970
 * @param versioning whether it keeps versions
 * @param lockable whether objects in it may be locked
 * @param settings its configurations as texts, by {@link Setting}'s keys
 */
record BucketRow(
    String name,
    String id,
    AccountId owner,
    Region region,
    long created,
    Versioning versioning,
    boolean lockable,
    Map<String, String> settings) {
  BucketRow {
    settings = Map.copyOf(settings);
  }

  AccountRegion place() {
    return new AccountRegion(owner, region);
  }

  /** Its ARN. */
  String arn() {
    return "arn:" + region.partition() + ":s3:::" + name;
  }

  Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  BucketRow with(String key, String text) {
    Map<String, String> changed = new TreeMap<>(settings);
    changed.put(key, text);
    return with(changed);
  }

  BucketRow without(String key) {
    Map<String, String> changed = new TreeMap<>(settings);
    changed.remove(key);
    return with(changed);
  }

  private BucketRow with(Map<String, String> others) {
    return new BucketRow(name, id, owner, region, created, versioning, lockable, others);
  }

  BucketRow with(Versioning other) {
    return new BucketRow(name, id, owner, region, created, other, lockable, settings);
  }

  BucketRow withLocks() {
    return new BucketRow(name, id, owner, region, created, versioning, true, settings);
  }

  Bytes encode() {
    return new Encoder()
        .text(name)
        .text(id)
        .text(owner.value())
        .text(region.value())
        .number(created)
        .text(versioning.name())
        .number(lockable ? 1 : 0)
        .map(settings)
        .bytes();
  }

  static BucketRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new BucketRow(
        in.text(),
        in.text(),
        new AccountId(in.text()),
        new Region(in.text()),
        in.number(),
        Versioning.valueOf(in.text()),
        in.number() == 1,
        in.map());
  }
}
