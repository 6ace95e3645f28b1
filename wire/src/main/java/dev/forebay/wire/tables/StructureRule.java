package dev.forebay.wire.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Asks for the members that are required, and for something of each member. Bound to the SDK's
 * class when it first sees one: a shape has exactly one.
 */
final class StructureRule implements Rule {
  private final Shape shape;
  private final Function<String, Rule> rules;

  // Two threads may both bind; they come to the same members.
  private volatile @Nullable List<Member> bound;

  StructureRule(Shape shape, Function<String, Rule> rules) {
    this.shape = shape;
    this.rules = rules;
  }

  @Override
  public void check(Object value, String path, Violations violations) {
    SdkPojo pojo = (SdkPojo) value;
    List<Member> members = bound;
    if (members == null) {
      members = bind(pojo);
      bound = members;
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (Member member : members) {
      Object part = member.field.getValueOrDefault(pojo);
      if (part == null
          || part instanceof SdkAutoConstructList<?>
          || part instanceof SdkAutoConstructMap<?, ?>) {
        if (member.required) {
          violations.addNull(prefix + member.name);
        }
      } else {
        member.rule.check(part, prefix + member.name, violations);
      }
    }
  }

  private List<Member> bind(SdkPojo pojo) {
    List<Member> members = new ArrayList<>();
    for (var entry : shape.members().entrySet()) {
      for (SdkField<?> field : pojo.sdkFields()) {
        if (field.memberName().equals(entry.getKey())) {
          boolean required = shape.required().contains(entry.getKey());
          Rule rule = rules.apply(entry.getValue());
          if (required || !(rule instanceof FreeRule)) {
            members.add(new Member(spelled(entry.getKey()), field, rule, required));
          }
        }
      }
    }
    return List.copyOf(members);
  }

  /** Messages spell a member with a small first letter, whatever follows: {@code kMSKeyArn}. */
  private static String spelled(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  @Override
  public boolean isBroken(@Nullable Object value) {
    return value == null;
  }

  @Override
  public List<String> constraints() {
    return List.of();
  }

  @Override
  public boolean hasOwnPath() {
    return true;
  }

  private record Member(String name, SdkField<?> field, Rule rule, boolean required) {}
}
