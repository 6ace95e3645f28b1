package dev.forebay.function.lifecycle;

import dev.forebay.function.code.PackageLimits;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.signing.SigningConfigs;
import dev.forebay.model.AccountRegion;
import java.util.Optional;

/** What a deployment must satisfy besides its own parts. Thread-safe. */
public final class DeploymentRules {
  private final SigningConfigs signing;

  /** Rules with these code signing configurations. */
  public DeploymentRules(SigningConfigs signing) {
    this.signing = signing;
  }

  void checkSigning(AccountRegion place, Optional<String> configuration) {
    configuration.ifPresent(arn -> signing.checkDeployment(place, arn));
  }

  /** Links a new function to its code signing configuration, if it is to have one. */
  void attachSigning(Edit edit, Optional<String> configuration) {
    configuration.ifPresent(arn -> signing.attach(edit, arn));
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
