package dev.forebay.function.lifecycle;

import dev.forebay.function.answer.Members;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.configuration.ConfigurationChange;
import dev.forebay.function.definition.Conditions;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** UpdateFunctionConfiguration. Thread-safe. */
final class UpdateFunctionConfiguration {
  private final Functions functions;
  private final ConfigurationChange configurations;
  private final DeploymentRules rules;
  private final Clock clock;
  private final LatestChange latestChange;

  UpdateFunctionConfiguration(LifecycleParts parts) {
    this.functions = parts.functions();
    this.configurations = parts.configurations();
    this.rules = parts.rules();
    this.clock = parts.clock();
    this.latestChange = new LatestChange(parts);
  }

  UpdateFunctionConfigurationResponse handle(
      CallContext context, UpdateFunctionConfigurationRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    FunctionVersion after =
        functions.change(
            id,
            edit -> {
              FunctionVersion latest = edit.function().latest();
              Instant now = clock.now();
              Conditions.settled(id, latest, now);
              Conditions.revision(
                  request.revisionId(), latest.lifecycle().revision(now), "GetFunction/GetAlias");
              Configuration configuration =
                  configurations.apply(context, latest.configuration(), request);
              rules.checkUnpackedSize(configuration, latest.code());
              return latestChange.apply(
                  edit, latestChange.changed(latest, configuration, latest.code()));
            });
    return Members.copy(
            ConfigurationAnswer.begun(id, id.arn(), after, clock.now()),
            UpdateFunctionConfigurationResponse.builder())
        .build();
  }
}
