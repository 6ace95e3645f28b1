package dev.forebay.identity.actions;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request, read by the names that AWS's model gives to its members. Immutable.
 *
 * @param context the call
 * @param request the SDK's request
 */
record Members(CallContext context, SdkPojo request) {
  private static final String SESSION = "session.";

  /** The text of a member, or of a number; empty when the request does not have it. */
  Optional<String> text(String member) {
    return value(member)
        .filter(value -> value instanceof String || value instanceof Number)
        .map(Object::toString)
        .filter(text -> !text.isEmpty());
  }

  /** The texts of a member that is a text or a list of texts. */
  List<String> texts(String path) {
    return switch (value(path).orElse("")) {
      case Collection<?> several -> several.stream().map(String::valueOf).toList();
      case String text when text.isEmpty() -> List.of();
      case Object one -> List.of(one.toString());
    };
  }

  /**
   * Whether the request has something there; an empty list is nothing. {@code session.tags} and
   * {@code session.sourceIdentity} are what the caller's session passes on.
   */
  boolean has(String path) {
    if (path.startsWith(SESSION)) {
      return context.caller() instanceof Caller.RoleSession session
          && passesOn(session.facts(), path.substring(SESSION.length()));
    }
    return switch (value(path).orElse("")) {
      case Collection<?> several -> !several.isEmpty();
      case java.util.Map<?, ?> pairs -> !pairs.isEmpty();
      case String text -> !text.isEmpty();
      case Object some -> true;
    };
  }

  private static boolean passesOn(SessionFacts facts, String what) {
    return switch (what) {
      case "tags" -> !facts.transitiveTagKeys().isEmpty();
      case "sourceIdentity" -> facts.sourceIdentity().isPresent();
      default -> throw new IllegalArgumentException("no session passes on its " + what);
    };
  }

  /**
   * The value at a member's name, or at names with dots between them; of a list of structures the
   * values that they have there, of a map that of its key.
   */
  Optional<Object> value(String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return value(request, path);
    }
    String rest = path.substring(dot + 1);
    return value(request, path.substring(0, dot))
        .flatMap(inner ->
            switch (inner) {
              case SdkPojo pojo -> new Members(context, pojo).value(rest);
              case Collection<?> several ->
                  Optional.of(
                      several.stream()
                          .filter(SdkPojo.class::isInstance)
                          .flatMap(one -> new Members(context, (SdkPojo) one).value(rest).stream())
                          .toList());
              case java.util.Map<?, ?> pairs -> Optional.ofNullable(pairs.get(rest));
              default -> Optional.empty();
            });
  }

  private static Optional<Object> value(SdkPojo pojo, String member) {
    for (SdkField<?> field : pojo.sdkFields()) {
      if (field.memberName().equals(member)) {
        return Optional.ofNullable(field.getValueOrDefault(pojo));
      }
    }
    return Optional.empty();
  }
}
