package dev.forebay.function.lifecycle;

import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** ListFunctions: by name, fifty a page at most, whatever MaxItems says. Thread-safe. */
final class ListFunctions {
  private static final int PAGE = 50;
  private static final String ALL = "ALL";

  private final Functions functions;
  private final Clock clock;

  ListFunctions(LifecycleParts parts) {
    this.functions = parts.functions();
    this.clock = parts.clock();
  }

  ListFunctionsResponse handle(CallContext context, ListFunctionsRequest request) {
    boolean versions = ALL.equals(request.functionVersionAsString());
    String master = request.masterRegion();
    if (master != null && !versions) {
      throw Refusals.invalidParameter(
          "FunctionVersion must be set to ALL when MasterRegion is specified.");
    }
    if (master != null && !master.equals(ALL)) {
      // Only replicas made by Lambda@Edge have a master region.
      return ListFunctionsResponse.builder().functions(List.of()).build();
    }
    AccountRegion place = context.place();
    Page<FunctionConfiguration> page =
        versions ? versions(place, request) : functions(place, request);
    return ListFunctionsResponse.builder()
        .functions(page.items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private Page<FunctionConfiguration> functions(AccountRegion place, ListFunctionsRequest request) {
    Page.Wanted wanted =
        Page.Wanted.of("functions of " + place, request.marker(), request.maxItems(), PAGE);
    List<LambdaFunction> read =
        functions
            .rows()
            .listAfter(
                place,
                FunctionTables.FUNCTIONS,
                Page.start(wanted).map(name -> Key.of(name)),
                wanted.limit() + 1)
            .stream()
            .map(Entry::value)
            .toList();
    Instant now = clock.now();
    return Page.ofRead(wanted, read, LambdaFunction::name)
        .map(function -> {
          FunctionId id = new FunctionId(place, function.name());
          return ConfigurationAnswer.listed(id, id.arn(), function.latest(), now);
        });
  }

  private record Listed(FunctionId id, FunctionVersion version) {
    // A blank sorts below all that a name may hold, so that a function's versions stay together.
    String sortKey() {
      return id.name()
          + " "
          + Functions.versionNumber(version.qualifier()).map(Key::number).orElse("");
    }
  }

  private Page<FunctionConfiguration> versions(AccountRegion place, ListFunctionsRequest request) {
    List<Listed> all = new ArrayList<>();
    for (Entry<LambdaFunction> entry : functions.rows().list(place, FunctionTables.FUNCTIONS)) {
      FunctionId id = new FunctionId(place, entry.value().name());
      all.add(new Listed(id, entry.value().latest()));
      functions.versions(id).forEach(version -> all.add(new Listed(id, version)));
    }
    Page.Wanted wanted =
        Page.Wanted.of(
            "versions of all functions of " + place, request.marker(), request.maxItems(), PAGE);
    Instant now = clock.now();
    return Page.of(wanted, all, Listed::sortKey)
        .map(listed ->
            ConfigurationAnswer.listed(
                listed.id(), listed.id().arn(listed.version().qualifier()), listed.version(), now));
  }
}
