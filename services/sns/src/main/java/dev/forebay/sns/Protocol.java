package dev.forebay.sns;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How subscribers get their messages ("Subscribe"). */
enum Protocol {
  /** A POST over HTTP. */
  HTTP,
  /** A POST over HTTPS. */
  HTTPS,
  /** Mail; recorded only. */
  EMAIL,
  /** Mail with the message as JSON; recorded only. */
  EMAIL_JSON,
  /** A text message; recorded only. */
  SMS,
  /** A queue. */
  SQS,
  /** A mobile device; recorded only. */
  APPLICATION,
  /** A function. */
  LAMBDA,
  /** A delivery stream. */
  FIREHOSE;

  /** As AWS spells it. */
  String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Protocol> of(String spelling) {
    return Arrays.stream(values())
        .filter(protocol -> protocol.spelling().equals(spelling))
        .findFirst();
  }

  /** Whether the subscriber has to say that it wants the messages. */
  boolean asks() {
    return switch (this) {
      case HTTP, HTTPS, EMAIL, EMAIL_JSON -> true;
      case SMS, SQS, APPLICATION, LAMBDA, FIREHOSE -> false;
    };
  }

  boolean web() {
    return this == HTTP || this == HTTPS;
  }
}
