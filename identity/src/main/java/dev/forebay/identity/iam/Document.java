package dev.forebay.identity.iam;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A policy document as it was given. Immutable; thread-safe. One that is unchanged stays the same
 * object, so it is compiled once.
 */
final class Document {
  private final String text;
  private volatile @Nullable PolicyDocument compiled;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  Document(String text) {
    this.text = text;
  }

  /** The JSON text, letter by letter as it was given. */
  @JsonValue
  String text() {
    return text;
  }

  /**
   * What the text says, compiled once.
   *
   * @param kind what the document is for; one document is always asked with the same
   */
  PolicyDocument compiled(PolicyKind kind) {
    PolicyDocument known = compiled;
    if (known == null) {
      known = PolicyDocument.parse(text, kind);
      compiled = known;
    }
    return known;
  }

  /** As IAM's answers have it: encoded for a URL ("PolicyDocument", RFC 3986). */
  String encoded() {
    StringBuilder out = new StringBuilder(2 * text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (octet & 0xff);
      boolean plain =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || "-_.~".indexOf(letter) >= 0;
      if (plain) {
        out.append(letter);
      } else {
        out.append('%').append(Character.toUpperCase(Character.forDigit(letter >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(letter & 15, 16)));
      }
    }
    return out.toString();
  }

  /** How many letters count towards a quota: blanks do not ("IAM and AWS STS quotas"). */
  int size() {
    return (int) text.chars().filter(letter -> !Character.isWhitespace(letter)).count();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document document && document.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
