package dev.forebay.apigateway;

import dev.forebay.proxy.HttpAnswer;

/** Whether a request is let in. */
sealed interface Entry {
  /** It goes on, as somebody. */
  record Admitted(Visit visit) implements Entry {}

  /** It does not. */
  record Refused(HttpAnswer answer) implements Entry {}
}
