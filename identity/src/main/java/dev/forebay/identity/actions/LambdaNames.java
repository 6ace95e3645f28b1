package dev.forebay.identity.actions;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import java.util.Optional;

/**
 * The ARNs of functions and layers, from any form in which a request may name them. The forms are
 * those of "GetFunction", FunctionName; what is in none of them is taken as it stands, and refused
 * by the operation.
 */
final class LambdaNames {
  private LambdaNames() {}

  /** A function by its name, without a qualifier. */
  static Optional<String> function(Members request, String member) {
    return request.text(member).map(text -> arn(request.context().place(), text, Optional.empty()));
  }

  /** A function with the qualifier of its name or of a member, if there is one. */
  static Optional<String> qualified(Members request, String member, String qualifier) {
    return request
        .text(member)
        .map(text ->
            arn(request.context().place(), text, Optional.of(request.text(qualifier).orElse(""))));
  }

  // A given qualifier stands before the name's own: when both are there and differ, the operation
  // refuses the request. Empty as a whole: the qualifier is left away.
  private static String arn(AccountRegion place, String text, Optional<String> given) {
    String[] parts = text.split(":", -1);
    int next = parts[0].equals("arn") && parts.length > 3 && parts[2].equals("lambda") ? 3 : 0;
    String region = place.region().value();
    if (next + 1 < parts.length && Region.isValid(parts[next])) {
      region = parts[next++];
    }
    String account = place.account().value();
    if (next + 1 < parts.length && AccountId.isValid(parts[next])) {
      account = parts[next++];
    }
    if (next + 1 < parts.length && parts[next].equals("function")) {
      next++;
    }
    String partition = parts[0].equals("arn") ? parts[1] : place.region().partition();
    String name = parts[next++];
    String qualifier = given.orElse("");
    if (given.isPresent() && qualifier.isEmpty() && next < parts.length) {
      qualifier = parts[next];
    }
    return "arn:"
        + partition
        + ":lambda:"
        + region
        + ":"
        + account
        + ":function:"
        + name
        + (qualifier.isEmpty() ? "" : ":" + qualifier);
  }

  /** A layer by its name or ARN, or a version of it. */
  static Optional<String> layer(Members request, String member, String version) {
    return request
        .text(member)
        .map(text ->
            text.startsWith("arn:")
                ? text
                : request.context().place().arn("lambda", "layer:" + text).toString())
        .map(layer -> version.isEmpty() ? layer : layer + ":" + request.text(version).orElse("*"));
  }
}
