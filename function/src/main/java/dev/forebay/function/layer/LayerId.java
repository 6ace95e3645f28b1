package dev.forebay.function.layer;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer. Immutable.
 *
 * @param place its account and region
 * @param name its bare name
 */
record LayerId(AccountRegion place, String name) {
  private static final Pattern RESOURCE =
      Pattern.compile("layer:([a-zA-Z0-9-_]+)(?::([0-9]{1,18}))?");

  /**
   * One version of a layer. Immutable.
   *
   * @param layer the layer
   * @param version the number
   */
  record Version(LayerId layer, long version) {
    Arn arn() {
      return layer.place().arn("lambda", "layer:" + layer.name() + ":" + version);
    }
  }

  Arn arn() {
    return place.arn("lambda", "layer:" + name);
  }

  Version version(long number) {
    return new Version(this, number);
  }

  /** The layer that a name or an ARN means to a caller. */
  static LayerId parse(AccountRegion place, String nameOrArn) {
    if (!nameOrArn.startsWith("arn:")) {
      return new LayerId(place, nameOrArn);
    }
    return parseArn(nameOrArn)
        .map(found -> found.layer)
        .orElseThrow(() -> malformed(nameOrArn, "layerName"));
  }

  /** The layer version that an ARN names. */
  static Version parseVersion(String arn) {
    return parseArn(arn)
        .filter(found -> found.version.isPresent())
        .map(found -> found.layer.version(found.version.get()))
        .orElseThrow(() -> malformed(arn, "arn"));
  }

  /** The layer version of an ARN, if it is one of a layer version. */
  static Optional<Version> version(Arn arn) {
    return parseArn(arn.toString()).flatMap(found -> found.version.map(found.layer::version));
  }

  private record Found(LayerId layer, Optional<Long> version) {}

  private static Optional<Found> parseArn(String text) {
    Optional<Arn> arn = Arn.parse(text);
    if (arn.isEmpty()
        || !arn.get().service().equals("lambda")
        || !Region.isValid(arn.get().region())
        || !AccountId.isValid(arn.get().account())) {
      return Optional.empty();
    }
    Matcher resource = RESOURCE.matcher(arn.get().resource());
    if (!resource.matches()) {
      return Optional.empty();
    }
    AccountRegion place =
        new AccountRegion(new AccountId(arn.get().account()), new Region(arn.get().region()));
    return Optional.of(
        new Found(
            new LayerId(place, resource.group(1)),
            Optional.ofNullable(resource.group(2)).map(Long::parseLong)));
  }

  private static RuntimeException malformed(String value, String member) {
    return Refusals.validation(
        value,
        member,
        "Member must satisfy regular expression pattern:"
            + " arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+");
  }
}
