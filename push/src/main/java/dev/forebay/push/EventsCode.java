package dev.forebay.push;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What EventBridge calls a target's error in a dead letter ("Using dead-letter queues to process
 * undelivered events").
 */
final class EventsCode {
  private static final Pattern OWN = Pattern.compile("[A-Z]+(_[A-Z]+)+|TIMEOUT|THROTTLING");

  private EventsCode() {}

  static String of(String code) {
    if (OWN.matcher(code).matches()) {
      return code;
    }
    String lower = code.toLowerCase(Locale.ROOT);
    if (lower.contains("accessdenied") || lower.contains("authorization")) {
      return "NO_PERMISSIONS";
    }
    if (lower.contains("notfound")
        || lower.contains("nosuch")
        || lower.contains("nonexistent")
        || lower.contains("doesnotexist")) {
      return "NO_RESOURCE";
    }
    if (lower.contains("throttl") || lower.contains("toomany") || lower.contains("exceeded")) {
      return "THROTTLING";
    }
    if (lower.equals("invalidrequestcontentexception")) {
      return "INVALID_JSON";
    }
    if (lower.startsWith("invalid") || lower.contains("validation") || lower.contains("toolarge")) {
      return "INVALID_PARAMETER";
    }
    return lower.contains("internal") || lower.contains("unavailable")
        ? "INTERNAL_ERROR"
        : "ERROR_FROM_TARGET";
  }
}
