package dev.forebay.function.lifecycle;

import dev.forebay.function.answer.Members;
import dev.forebay.function.code.CodeDownloads;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import software.amazon.awssdk.services.lambda.model.Concurrency;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** GetFunction and GetFunctionConfiguration. Thread-safe. */
final class GetFunction {
  private final Functions functions;
  private final CodeDownloads downloads;
  private final Clock clock;

  GetFunction(LifecycleParts parts) {
    this.functions = parts.functions();
    this.downloads = parts.downloads();
    this.clock = parts.clock();
  }

  GetFunctionResponse handle(CallContext context, GetFunctionRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    Functions.Named named = functions.named(target);
    GetFunctionResponse.Builder answer =
        GetFunctionResponse.builder()
            .configuration(configuration(target, named))
            .code(
                FunctionCodeLocation.builder()
                    .repositoryType("S3")
                    .location(
                        downloads.link(context.endpoint(), named.version().code(), clock.now()))
                    .build());
    if (!named.function().tags().isEmpty()) {
      answer.tags(named.function().tags());
    }
    named
        .function()
        .reservedConcurrency()
        .ifPresent(reserved ->
            answer.concurrency(
                Concurrency.builder().reservedConcurrentExecutions(reserved).build()));
    return answer.build();
  }

  GetFunctionConfigurationResponse configuration(
      CallContext context, GetFunctionConfigurationRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    return Members.copy(
            configuration(target, functions.named(target)),
            GetFunctionConfigurationResponse.builder())
        .build();
  }

  private FunctionConfiguration configuration(FunctionTarget target, Functions.Named named) {
    return ConfigurationAnswer.full(target.function(), target.arn(), named.version(), clock.now());
  }
}
