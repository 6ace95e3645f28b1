package dev.forebay.function.lifecycle;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.code.CodeInput;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.configuration.ConfigurationChange;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.definition.Configuration;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.definition.Phase;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.tag.TagRules;
import dev.forebay.function.version.Publisher;
import dev.forebay.model.Clock;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;

/** CreateFunction. Thread-safe. */
final class CreateFunction {
  private static final int LONGEST_NAME = 64;

  private final Functions functions;
  private final ConfigurationChange configurations;
  private final CodeInput input;
  private final CodeStore store;
  private final DeploymentRules rules;
  private final Publisher publisher;
  private final Revisions revisions;
  private final Clock clock;

  CreateFunction(LifecycleParts parts) {
    this.functions = parts.functions();
    this.configurations = parts.configurations();
    this.input = parts.input();
    this.store = parts.store();
    this.rules = parts.rules();
    this.publisher = parts.publisher();
    this.revisions = parts.revisions();
    this.clock = parts.clock();
  }

  CreateFunctionResponse handle(CallContext context, CreateFunctionRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    if (id.name().length() > LONGEST_NAME) {
      throw Refusals.invalidParameter(
          Refusals.violation(
              "Value '" + request.functionName() + "'",
              "functionName",
              "Member must have length less than or equal to " + LONGEST_NAME));
    }
    refuseUnsupported(request);
    Configuration configuration = configurations.create(context, id.name(), request);
    TagRules.check(request.tags());
    if (functions.find(id).isPresent()) {
      // Found again at the commit; here it saves storing the code for nothing.
      throw Functions.exists(id);
    }
    Optional<String> signing = Optional.ofNullable(request.codeSigningConfigArn());
    rules.checkSigning(id.place(), signing);
    CodeInput.Location location =
        new CodeInput.Location(
            request.code().zipFile(),
            request.code().s3Bucket(),
            request.code().s3Key(),
            request.code().s3ObjectVersion());
    try (CodeStore.Upload upload = store.store(id.place(), input.read(context, location))) {
      rules.checkUnpackedSize(configuration, upload.content());
      LambdaFunction function = function(id, configuration, upload.content(), request.tags());
      boolean publish = Boolean.TRUE.equals(request.publish());
      FunctionVersion created =
          functions.create(id, function, edit -> record(edit, signing, publish));
      return Members.copy(
              ConfigurationAnswer.begun(id, id.arn(), created, clock.now()),
              CreateFunctionResponse.builder())
          .build();
    }
  }

  private FunctionVersion record(Edit edit, Optional<String> signing, boolean publish) {
    rules.attachSigning(edit, signing);
    FunctionVersion latest = edit.function().latest();
    store.uses().add(edit.rows(), edit.id().name(), latest);
    edit.announce(new FunctionChange.Updated(edit.id()));
    return publish
        ? publisher.publish(edit, Optional.empty(), revisions.begin(Phase.CREATING))
        : latest;
  }

  private LambdaFunction function(
      FunctionId id, Configuration configuration, CodePackage code, Map<String, String> tags) {
    FunctionVersion latest =
        new FunctionVersion(
            Qualifier.LATEST.value(),
            configuration,
            code,
            revisions.begin(Phase.CREATING),
            clock.now().toEpochMilli(),
            revisions.next());
    return new LambdaFunction(
        id.name(),
        latest,
        LambdaFunction.Publications.NONE,
        tags,
        Optional.empty(),
        LambdaFunction.TERMINATE,
        Optional.empty());
  }

  private static void refuseUnsupported(CreateFunctionRequest request) {
    boolean image = "Image".equals(request.packageTypeAsString());
    if (image) {
      throw Refusals.invalidParameter(
          "PackageType Image is not supported by Forebay: functions run as local processes from"
              + " zip packages, and there is no container runtime. Use PackageType Zip.");
    }
    if (request.code().imageUri() != null) {
      throw Refusals.invalidParameter(
          "Please don't provide ImageUri when creating a function with packageType Zip.");
    }
    if (request.code().sourceKMSKeyArn() != null) {
      throw Refusals.unsupported("SourceKMSKeyArn");
    }
    if (request.tenancyConfig() != null) {
      throw Refusals.unsupported("TenancyConfig");
    }
    if (request.publishToAsString() != null) {
      throw Refusals.unsupported("PublishTo");
    }
  }
}
