package dev.forebay.wire.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** The fields of one SDK class, sorted by where they travel. Immutable; thread-safe. */
final class PojoPlan {
  /** All fields, in the SDK's order. */
  final List<FieldPlan> all;

  /** The members of the body's document. */
  final List<FieldPlan> body;

  /** Members in path, query, header or status. */
  final List<FieldPlan> outside;

  /** The member that is the body as a whole, if there is one. */
  final Optional<FieldPlan> payload;

  /** Members that XML has as attributes. */
  final List<FieldPlan> attributes;

  private final Map<String, FieldPlan> byName;

  PojoPlan(List<SdkField<?>> fields) {
    List<FieldPlan> everything = new ArrayList<>(fields.size());
    List<FieldPlan> inside = new ArrayList<>(fields.size());
    List<FieldPlan> others = new ArrayList<>();
    Map<String, FieldPlan> names = HashMap.newHashMap(fields.size());
    FieldPlan whole = null;
    for (SdkField<?> field : fields) {
      FieldPlan plan = new FieldPlan(field);
      everything.add(plan);
      if (plan.location != MarshallLocation.PAYLOAD) {
        others.add(plan);
      } else if (plan.payload) {
        whole = plan;
      } else {
        inside.add(plan);
        names.put(plan.name, plan);
      }
    }
    this.all = List.copyOf(everything);
    this.body = List.copyOf(inside);
    this.outside = List.copyOf(others);
    this.payload = Optional.ofNullable(whole);
    this.attributes = inside.stream().filter(plan -> plan.attribute).toList();
    this.byName = names;
  }

  private PojoPlan(List<FieldPlan> fields, Map<String, FieldPlan> byName) {
    this.all = List.copyOf(fields);
    this.body = all;
    this.outside = List.of();
    this.payload = Optional.empty();
    this.attributes = List.of();
    this.byName = byName;
  }

  /** The same fields, all as members of one document, wherever a protocol would put them. */
  PojoPlan whole() {
    Map<String, FieldPlan> names = HashMap.newHashMap(all.size());
    all.forEach(field -> names.put(field.name, field));
    return new PojoPlan(all, names);
  }

  /** The body's member of a name; null when there is none, as unknown members are ignored. */
  @Nullable FieldPlan member(String wireName) {
    return byName.get(wireName);
  }
}
