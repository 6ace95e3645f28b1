package dev.forebay.function.alias;

import dev.forebay.function.definition.Alias;
import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Qualifier;
import java.util.Map;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;

/** Answers an alias as the API does. */
final class AliasAnswer {
  private AliasAnswer() {}

  static AliasConfiguration of(FunctionId id, Alias alias) {
    AliasConfiguration.Builder answer =
        AliasConfiguration.builder()
            .aliasArn(id.arn(new Qualifier(alias.name())).toString())
            .name(alias.name())
            .functionVersion(alias.version())
            .description(alias.description())
            .revisionId(alias.revision());
    alias
        .additional()
        .ifPresent(additional ->
            answer.routingConfig(
                AliasRoutingConfiguration.builder()
                    .additionalVersionWeights(Map.of(additional.version(), additional.weight()))
                    .build()));
    return answer.build();
  }
}
