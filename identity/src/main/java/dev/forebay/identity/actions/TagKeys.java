package dev.forebay.identity.actions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * {@code aws:RequestTag} and {@code aws:TagKeys} of a request: tags come as a map, as a list of
 * keys with values, or, when they are to go, as a list of keys.
 */
final class TagKeys {
  private TagKeys() {}

  /** Adds the keys of the request's tags. */
  static void collect(SdkPojo request, Map<String, List<String>> keys) {
    for (SdkField<?> field : request.sdkFields()) {
      String name = field.memberName();
      if (name.equals("Tags")
          || name.equals("tags")
          || name.equals("TagKeys")
          || name.equals("tagKeys")) {
        Map<String, Optional<String>> tags = read(field.getValueOrDefault(request));
        if (!tags.isEmpty()) {
          keys.put("aws:TagKeys", List.copyOf(tags.keySet()));
          tags.forEach((key, value) ->
              value.ifPresent(text -> keys.put("aws:RequestTag/" + key, List.of(text))));
        }
      }
    }
  }

  private static Map<String, Optional<String>> read(
      @org.jspecify.annotations.Nullable Object tags) {
    Map<String, Optional<String>> read = new LinkedHashMap<>();
    if (tags instanceof Map<?, ?> map) {
      map.forEach((key, value) ->
          read.put(String.valueOf(key), Optional.ofNullable(value).map(Object::toString)));
    } else if (tags instanceof Collection<?> list) {
      for (Object entry : list) {
        if (entry instanceof SdkPojo pojo) {
          List<String> pair = new ArrayList<>();
          pojo.sdkFields()
              .forEach(field -> pair.add(String.valueOf((Object) field.getValueOrDefault(pojo))));
          if (pair.size() == 2) {
            boolean keyFirst = pojo.sdkFields().getFirst().memberName().equalsIgnoreCase("Key");
            read.put(pair.get(keyFirst ? 0 : 1), Optional.of(pair.get(keyFirst ? 1 : 0)));
          }
        } else {
          read.put(String.valueOf(entry), Optional.empty());
        }
      }
    }
    return read;
  }
}
