package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random values as JSON; a few of them are none. Confined to one thread. */
final class RandomValues {
  private static final List<String> TEXTS =
      List.of("", "a", "b", "ab", "abc", "b c", "\u00e9", "Z");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "10",
          "1.5",
          "-0.25",
          "1e3",
          "100",
          "12345678901234567890",
          "1E-130",
          "9.9E125",
          "99999999999999999999999999999999999999",
          "-0.12345678901234567890123456789012345678",
          "1234567890123456789012345678901234567.8",
          "3.14159265358979",
          "+7",
          "007",
          "1.10");
  private static final List<String> BAD_NUMBERS =
      List.of("", "x", "1e126", "1e-131", "123456789012345678901234567890123456789", "1.2.3", " 1");
  private static final List<String> BINARIES = List.of("", "AA==", "AAEC", "AAECAw==", "/w==");

  private final RandomGenerator random;

  RandomValues(RandomGenerator random) {
    this.random = random;
  }

  <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  String text() {
    return "{\"S\":\"" + one(TEXTS) + "\"}";
  }

  String number() {
    return "{\"N\":\"" + one(chance(4) ? BAD_NUMBERS : NUMBERS) + "\"}";
  }

  String binary() {
    return "{\"B\":\"" + one(BINARIES) + "\"}";
  }

  String ofType(String type) {
    return switch (type) {
      case "S" -> text();
      case "N" -> number();
      default -> binary();
    };
  }

  String any() {
    return any(2);
  }

  private String any(int depth) {
    return switch (below(depth > 0 ? 14 : 8)) {
      case 0, 1, 2 -> text();
      case 3, 4, 5 -> number();
      case 6 -> binary();
      case 7 -> chance(50) ? "{\"BOOL\":" + chance(50) + "}" : "{\"NULL\":" + !chance(5) + "}";
      case 8 -> list("L", depth);
      case 9 -> map(depth);
      case 10 -> set("SS", TEXTS);
      case 11 -> set("NS", NUMBERS);
      case 12 -> set("BS", BINARIES);
      default -> odd();
    };
  }

  private String odd() {
    return chance(80)
        ? text()
        : one(
            List.of("{}", "{\"S\":\"a\",\"N\":\"1\"}", "{\"SS\":[]}", "{\"NS\":[\"1\",\"1.0\"]}"));
  }

  private String list(String type, int depth) {
    List<String> elements = new ArrayList<>();
    for (int i = below(4); i > 0; i--) {
      elements.add(any(depth - 1));
    }
    return "{\"" + type + "\":[" + String.join(",", elements) + "]}";
  }

  private String map(int depth) {
    List<String> members = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      if (chance(50)) {
        members.add("\"" + name + "\":" + any(depth - 1));
      }
    }
    return "{\"M\":{" + String.join(",", members) + "}}";
  }

  private String set(String type, List<String> pool) {
    List<String> elements = new ArrayList<>();
    for (int i = 1 + below(3); i > 0; i--) {
      String element = one(pool);
      if (chance(5) || (!element.isEmpty() && !elements.contains("\"" + element + "\""))) {
        elements.add("\"" + element + "\"");
      }
    }
    if (elements.isEmpty()) {
      elements.add(type.equals("NS") ? "\"5\"" : type.equals("SS") ? "\"s\"" : "\"AQ==\"");
    }
    return "{\"" + type + "\":[" + String.join(",", elements) + "]}";
  }
}
