package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * Which attribute says when an item is no longer wanted. Immutable.
 *
 * @param attribute its name; empty if none was ever named
 * @param enabled whether items go
 * @param number names the order of expiry in the storage
 * @param filled whether the items that were there before are in that order
 */
public record TimeToLive(String attribute, boolean enabled, long number, boolean filled) {
  /** Items stay. */
  static final TimeToLive NONE = new TimeToLive("", false, 0, true);

  /** What is older than five years is left alone. */
  private static final long OLDEST = 5L * 365 * 24 * 60 * 60;

  private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

  /** The second of the epoch at which the item goes, if it has one; {@code now} as well. */
  OptionalLong expiry(Item item, long now) {
    return enabled
            && item.attributes().get(attribute) instanceof Value.N(BigDecimal second)
            && second.compareTo(BigDecimal.valueOf(now - OLDEST)) > 0
            && second.compareTo(LATEST) <= 0
        ? OptionalLong.of(second.longValue())
        : OptionalLong.empty();
  }

  void write(RowWriter out) {
    out.text(attribute).flag(enabled).number(number).flag(filled);
  }

  static TimeToLive read(RowReader in) {
    return new TimeToLive(in.text(), in.flag(), in.number(), in.flag());
  }
}
