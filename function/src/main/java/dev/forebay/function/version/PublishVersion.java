package dev.forebay.function.version;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.configuration.ConfigurationAnswer;
import dev.forebay.function.definition.Conditions;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/** PublishVersion. Thread-safe. */
final class PublishVersion {
  private final Functions functions;
  private final Publisher publisher;
  private final Revisions revisions;
  private final Clock clock;

  /** The operation on these functions. */
  PublishVersion(Functions functions, Publisher publisher, Revisions revisions, Clock clock) {
    this.functions = functions;
    this.publisher = publisher;
    this.revisions = revisions;
    this.clock = clock;
  }

  /** Answers the request. */
  PublishVersionResponse handle(CallContext context, PublishVersionRequest request) {
    if (request.publishToAsString() != null) {
      throw Refusals.unsupported("PublishTo");
    }
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    FunctionVersion version = functions.change(id, edit -> publish(edit, request));
    return Members.copy(
            ConfigurationAnswer.full(id, id.arn(version.qualifier()), version, clock.now()),
            PublishVersionResponse.builder())
        .build();
  }

  private FunctionVersion publish(Edit edit, PublishVersionRequest request) {
    Instant now = clock.now();
    FunctionVersion latest = edit.function().latest();
    Conditions.settled(edit.id(), latest, now);
    Conditions.revision(
        request.revisionId(), latest.lifecycle().revision(now), "GetFunction/GetAlias");
    String expected = Optional.ofNullable(request.codeSha256()).orElse("");
    if (!expected.isEmpty() && !expected.equals(latest.code().base64())) {
      throw Refusals.invalidParameter(
          "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST."
              .formatted(expected, latest.code().base64()));
    }
    return publisher.publish(edit, Optional.ofNullable(request.description()), revisions.settled());
  }
}
