package dev.forebay.wire.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;

/**
 * What the codecs need to know of one field of an SDK class, looked up once instead of at each
 * message. Immutable; thread-safe.
 */
final class FieldPlan {
  final SdkField<?> field;
  final String name;
  final MarshallingKnownType type;
  final MarshallLocation location;
  final boolean payload;

  /** Whether XML has it as an attribute of the structure's element. */
  final boolean attribute;

  final Optional<TimestampFormatTrait.Format> timestamps;

  /** The element of a list, the value of a map. */
  final @Nullable FieldPlan element;

  final boolean flattened;
  final String elementName;
  final String keyName;

  // Filled at first use: a class may contain itself. Two threads would come to the same plan.
  private volatile @Nullable PojoPlan nested;

  FieldPlan(SdkField<?> field) {
    this.field = field;
    this.name = field.locationName();
    this.type = field.marshallingType().getKnownType();
    this.location = field.location();
    this.payload = field.containsTrait(PayloadTrait.class);
    this.attribute = field.containsTrait(XmlAttributeTrait.class);
    this.timestamps =
        field.getOptionalTrait(TimestampFormatTrait.class).map(TimestampFormatTrait::format);
    ListTrait list = field.getTrait(ListTrait.class);
    MapTrait map = field.getTrait(MapTrait.class);
    if (list != null) {
      this.element = new FieldPlan(list.memberFieldInfo());
      this.flattened = list.isFlattened();
      this.elementName = orElse(list.memberLocationName(), "member");
      this.keyName = "";
    } else if (map != null) {
      this.element = new FieldPlan(map.valueFieldInfo());
      this.flattened = map.isFlattened();
      this.elementName = orElse(map.valueLocationName(), "value");
      this.keyName = orElse(map.keyLocationName(), "key");
    } else {
      this.element = null;
      this.flattened = false;
      this.elementName = "";
      this.keyName = "";
    }
  }

  /** The plan of a list's elements or a map's values. */
  FieldPlan element() {
    FieldPlan known = element;
    if (known == null) {
      throw new IllegalStateException(name + " is neither a list nor a map");
    }
    return known;
  }

  /** The plan of the structure that the field holds. */
  PojoPlan nested() {
    PojoPlan known = nested;
    if (known == null) {
      known = new PojoPlan(field.constructor().get().sdkFields());
      nested = known;
    }
    return known;
  }

  /** A fresh builder of the structure that the field holds. */
  SdkPojo builder() {
    return field.constructor().get();
  }

  private static String orElse(@Nullable String name, String other) {
    return name == null ? other : name;
  }
}
