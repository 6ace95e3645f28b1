package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which group a request means: by name, or by an ARN with or without {@code :*}. */
final class GroupReference {
  private static final String RESOURCE = "log-group:";

  private GroupReference() {}

  /** The name of the one group that a request names in one of two ways. */
  static String either(@Nullable String name, @Nullable String identifier, AccountRegion place) {
    if (name != null && identifier != null) {
      throw LogsErrors.invalid(
          "LogGroup name and LogGroup identifier are mutually exclusive parameters.");
    }
    if (name != null) {
      return name;
    }
    if (identifier == null) {
      throw LogsErrors.invalid("Either logGroupName or logGroupIdentifier must be specified.");
    }
    return identifier.startsWith("arn:")
        ? ofArn(identifier, place).orElseThrow(LogsErrors::noSuchGroup)
        : identifier;
  }

  /** The name in a group's ARN, if it is one of this account and region. */
  static Optional<String> ofArn(String text, AccountRegion place) {
    Optional<Arn> parsed = Arn.parse(text);
    if (parsed.isEmpty()
        || !parsed.get().service().equals("logs")
        || !parsed.get().resource().startsWith(RESOURCE)) {
      throw LogsErrors.invalid("Invalid ARN: " + text);
    }
    Arn arn = parsed.get();
    if (!arn.region().equals(place.region().value())
        || !arn.account().equals(place.account().value())) {
      return Optional.empty();
    }
    String name = arn.resource().substring(RESOURCE.length());
    return Optional.of(name.endsWith(":*") ? name.substring(0, name.length() - 2) : name);
  }

  /** The ARN of a group, without {@code :*}. */
  static String arn(AccountRegion place, String name) {
    return "arn:"
        + place.region().partition()
        + ":logs:"
        + place.region()
        + ":"
        + place.account()
        + ":"
        + RESOURCE
        + name;
  }
}
