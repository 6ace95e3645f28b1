package dev.forebay.wire.signature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A query, taken apart. Immutable.
 *
 * @param parameters in the order in which they came
 */
record QueryText(List<Parameter> parameters) {
  private static final Comparator<Parameter> CANONICAL_ORDER =
      Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

  /**
   * One parameter.
   *
   * @param name in its canonical encoding
   * @param value in its canonical encoding
   */
  record Parameter(String name, String value) {}

  /** Takes the text after the question mark apart. */
  static QueryText parse(String raw) {
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      parameters.add(new Parameter(UriText.recodeQuery(name), UriText.recodeQuery(value)));
    }
    return new QueryText(List.copyOf(parameters));
  }

  /** The decoded value of the first parameter of that name, letter case included. */
  Optional<String> first(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(name)) {
        return Optional.of(UriText.decode(parameter.value()));
      }
    }
    return Optional.empty();
  }

  /** The sorted form that is signed: everything but the signature. */
  String canonical() {
    List<Parameter> sorted = new ArrayList<>(parameters);
    sorted.removeIf(parameter -> parameter.name().equals("X-Amz-Signature"));
    sorted.sort(CANONICAL_ORDER);
    StringBuilder out = new StringBuilder();
    for (Parameter parameter : sorted) {
      out.append(out.isEmpty() ? "" : "&");
      out.append(parameter.name()).append('=').append(parameter.value());
    }
    return out.toString();
  }
}
