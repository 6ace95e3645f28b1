package dev.forebay.proxy;

import dev.forebay.model.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A body as an event has it. Immutable.
 *
 * @param text its text, or its bytes in Base64
 * @param base64 which of them
 */
record EventBody(String text, boolean base64) {
  /** Bodies of other types come in Base64, forms too, as recorded of AWS. */
  private static final Set<String> TEXTUAL =
      Set.of("application/json", "application/javascript", "application/xml");

  static EventBody of(ProxyRequest request) {
    Optional<String> text = text(request);
    return new EventBody(
        text.orElseGet(() -> Base64.getEncoder().encodeToString(request.body().toArray())),
        text.isEmpty());
  }

  private static Optional<String> text(ProxyRequest request) {
    String type = request.http().headers().first("Content-Type").orElse("");
    int parameters = type.indexOf(';');
    String bare =
        (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    if (!bare.startsWith("text/") && !TEXTUAL.contains(bare)) {
      return Optional.empty();
    }
    Bytes body = request.body();
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(body.toByteBuffer()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
