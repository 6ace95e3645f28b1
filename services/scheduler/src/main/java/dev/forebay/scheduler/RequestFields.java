package dev.forebay.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Fills requests of any operation from the input of a universal target: members by their names,
 * which AWS wants in Pascal case, whatever the operation itself has. Bytes are given as text.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html">Using
 *     universal targets in EventBridge Scheduler</a>
 */
final class RequestFields {
  private RequestFields() {}

  /**
   * Fills a builder.
   *
   * @throws dev.forebay.wire.AwsException for a member that there is not, or a value that does not
   *     fit
   */
  static void fill(JsonNode input, SdkPojo builder) {
    for (Map.Entry<String, JsonNode> member : input.properties()) {
      SdkField<?> field = field(builder, member.getKey());
      field.set(builder, value(member.getKey(), member.getValue(), field));
    }
  }

  private static SdkField<?> field(SdkPojo pojo, String name) {
    for (SdkField<?> field : pojo.sdkFields()) {
      if (field.memberName().equalsIgnoreCase(name)) {
        return field;
      }
    }
    throw SchedulerErrors.invalid("Invalid RequestJson provided. Reason: no member " + name + ".");
  }

  private static @Nullable Object value(String name, JsonNode node, SdkField<?> field) {
    if (node.isNull()) {
      return null;
    }
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> node.isTextual() ? node.asText() : misfit(name);
      case INTEGER -> node.canConvertToInt() ? node.asInt() : misfit(name);
      case LONG -> node.canConvertToLong() ? node.asLong() : misfit(name);
      case SHORT -> node.canConvertToInt() ? (short) node.asInt() : misfit(name);
      case BYTE -> node.canConvertToInt() ? (byte) node.asInt() : misfit(name);
      case FLOAT -> node.isNumber() ? (float) node.asDouble() : misfit(name);
      case DOUBLE -> node.isNumber() ? node.asDouble() : misfit(name);
      case BIG_DECIMAL -> node.isNumber() ? node.decimalValue() : misfit(name);
      case BOOLEAN -> node.isBoolean() ? node.asBoolean() : misfit(name);
      case INSTANT -> instant(name, node);
      case SDK_BYTES -> SdkBytes.fromUtf8String(node.isTextual() ? node.asText() : node.toString());
      case SDK_POJO -> structure(name, node, field);
      case LIST -> list(name, node, field);
      case MAP -> map(name, node, field);
      case DOCUMENT, NULL -> misfit(name);
    };
  }

  private static Object misfit(String name) {
    throw SchedulerErrors.invalid(
        "Invalid RequestJson provided. Reason: the value of " + name + " does not fit.");
  }

  private static Object instant(String name, JsonNode node) {
    if (node.isNumber()) {
      return Instant.ofEpochMilli(Math.round(node.asDouble() * 1000));
    }
    try {
      return Instant.parse(node.asText());
    } catch (DateTimeException e) {
      return misfit(name);
    }
  }

  private static Object structure(String name, JsonNode node, SdkField<?> field) {
    if (!node.isObject()) {
      return misfit(name);
    }
    SdkPojo builder = field.constructor().get();
    fill(node, builder);
    return ((Buildable) builder).build();
  }

  private static Object list(String name, JsonNode node, SdkField<?> field) {
    if (!node.isArray()) {
      return misfit(name);
    }
    SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
    List<@Nullable Object> list = new ArrayList<>();
    node.forEach(one -> list.add(value(name, one, element)));
    return list;
  }

  private static Object map(String name, JsonNode node, SdkField<?> field) {
    if (!node.isObject()) {
      return misfit(name);
    }
    SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      map.put(entry.getKey(), value(name, entry.getValue(), element));
    }
    return map;
  }
}
