package dev.forebay.function.lifecycle;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.code.CodeInput;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.definition.Conditions;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.definition.Phase;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.version.Publisher;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;

/** UpdateFunctionCode. Thread-safe. */
final class UpdateFunctionCode {
  private final Functions functions;
  private final CodeInput input;
  private final CodeStore store;
  private final DeploymentRules rules;
  private final Publisher publisher;
  private final Revisions revisions;
  private final Clock clock;
  private final LatestChange latestChange;

  UpdateFunctionCode(LifecycleParts parts) {
    this.functions = parts.functions();
    this.input = parts.input();
    this.store = parts.store();
    this.rules = parts.rules();
    this.publisher = parts.publisher();
    this.revisions = parts.revisions();
    this.clock = parts.clock();
    this.latestChange = new LatestChange(parts);
  }

  UpdateFunctionCodeResponse handle(CallContext context, UpdateFunctionCodeRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    refuseUnsupported(request);
    LambdaFunction before = functions.get(id);
    check(id, before, request);
    rules.checkSigning(id.place(), before.codeSigningConfig());
    Bytes zip =
        input.read(
            context,
            new CodeInput.Location(
                request.zipFile(), request.s3Bucket(), request.s3Key(), request.s3ObjectVersion()));
    if (Boolean.TRUE.equals(request.dryRun())) {
      FunctionVersion wouldBe = changed(before.latest(), store.check(zip), request);
      return answer(id, id.arn(), wouldBe);
    }
    try (CodeStore.Upload upload = store.store(id.place(), zip)) {
      FunctionVersion after =
          functions.change(
              id,
              edit -> {
                check(id, edit.function(), request);
                return record(edit, upload.content(), request);
              });
      Arn arn = after.qualifier().isLatest() ? id.arn() : id.arn(after.qualifier());
      return answer(id, arn, after);
    }
  }

  private void check(FunctionId id, LambdaFunction function, UpdateFunctionCodeRequest request) {
    Instant now = clock.now();
    Conditions.settled(id, function.latest(), now);
    Conditions.revision(
        request.revisionId(), function.latest().lifecycle().revision(now), "GetFunction/GetAlias");
  }

  private FunctionVersion record(
      Edit edit, CodePackage content, UpdateFunctionCodeRequest request) {
    FunctionVersion after =
        latestChange.apply(edit, changed(edit.function().latest(), content, request));
    return Boolean.TRUE.equals(request.publish())
        ? publisher.publish(edit, Optional.empty(), revisions.begin(Phase.CREATING))
        : after;
  }

  private FunctionVersion changed(
      FunctionVersion latest, CodePackage content, UpdateFunctionCodeRequest request) {
    Configuration configuration =
        request.hasArchitectures() && !request.architecturesAsStrings().isEmpty()
            ? latest.configuration().withArchitecture(request.architecturesAsStrings().getFirst())
            : latest.configuration();
    rules.checkUnpackedSize(configuration, content);
    return latestChange.changed(latest, configuration, content);
  }

  private UpdateFunctionCodeResponse answer(FunctionId id, Arn arn, FunctionVersion version) {
    return Members.copy(
            ConfigurationAnswer.begun(id, arn, version, clock.now()),
            UpdateFunctionCodeResponse.builder())
        .build();
  }

  private static void refuseUnsupported(UpdateFunctionCodeRequest request) {
    if (request.imageUri() != null) {
      throw Refusals.invalidParameter(
          "Please don't provide ImageUri when updating a function with packageType Zip.");
    }
    if (request.sourceKMSKeyArn() != null) {
      throw Refusals.unsupported("SourceKMSKeyArn");
    }
    if (request.publishToAsString() != null) {
      throw Refusals.unsupported("PublishTo");
    }
  }
}
