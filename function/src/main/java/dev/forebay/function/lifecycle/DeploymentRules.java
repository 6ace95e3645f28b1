package dev.forebay.function.lifecycle;

import dev.forebay.function.code.PackageLimits;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.definition.Configuration;
import dev.forebay.model.AccountRegion;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a deployment must satisfy besides its own parts. Thread-safe. */
public final class DeploymentRules {
  private final Consumer<Map<String, String>> tags;
  private final BiConsumer<AccountRegion, String> signing;

  /**
   * Rules.
   *
   * @param tags refuses tags that a function cannot have
   * @param signing refuses unsigned code where the code signing configuration does not allow it
   */
  public DeploymentRules(
      Consumer<Map<String, String>> tags, BiConsumer<AccountRegion, String> signing) {
    this.tags = tags;
    this.signing = signing;
  }

  void checkTags(Map<String, String> asked) {
    tags.accept(asked);
  }

  void checkSigning(AccountRegion place, Optional<String> configuration) {
    configuration.ifPresent(arn -> signing.accept(place, arn));
  }

  void checkUnpackedSize(Configuration configuration, CodePackage code) {
    long size =
        code.unpackedSize()
            + configuration.layers().stream()
                .mapToLong(layer -> layer.content().unpackedSize())
                .sum();
    if (size > PackageLimits.UNZIPPED) {
      throw PackageLimits.unzippedTooLarge();
    }
  }
}
