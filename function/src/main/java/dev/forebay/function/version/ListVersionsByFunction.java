package dev.forebay.function.version;

import dev.forebay.function.answer.Page;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Key;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;

/** ListVersionsByFunction: {@code $LATEST} first, then the numbers rising. Thread-safe. */
final class ListVersionsByFunction {
  private static final int PAGE = 50;

  private final Functions functions;
  private final Clock clock;

  /** The operation on these functions. */
  ListVersionsByFunction(Functions functions, Clock clock) {
    this.functions = functions;
    this.clock = clock;
  }

  /** Answers the request. */
  ListVersionsByFunctionResponse handle(
      CallContext context, ListVersionsByFunctionRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    List<FunctionVersion> versions = new ArrayList<>();
    versions.add(functions.get(id).latest());
    versions.addAll(functions.versions(id));
    Instant now = clock.now();
    Page<FunctionConfiguration> page =
        Page.of(
                Page.Wanted.of(
                    "versions of " + id.arn(), request.marker(), request.maxItems(), PAGE),
                versions,
                ListVersionsByFunction::sortKey)
            .map(version ->
                ConfigurationAnswer.listed(id, id.arn(version.qualifier()), version, now));
    return ListVersionsByFunctionResponse.builder()
        .versions(page.items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private static String sortKey(FunctionVersion version) {
    return Functions.versionNumber(version.qualifier()).map(Key::number).orElse("");
  }
}
