package dev.forebay.function.layer;

import dev.forebay.function.answer.Dates;
import dev.forebay.function.code.CodeDownloads;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentOutput;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;

/** Answers layer versions as the API does. Thread-safe. */
final class LayerAnswer {
  private final CodeDownloads downloads;
  private final Clock clock;

  LayerAnswer(CodeDownloads downloads, Clock clock) {
    this.downloads = downloads;
    this.clock = clock;
  }

  GetLayerVersionResponse full(CallContext context, LayerId id, LayerVersion version) {
    GetLayerVersionResponse.Builder answer =
        GetLayerVersionResponse.builder()
            .content(
                LayerVersionContentOutput.builder()
                    .codeSha256(version.content().base64())
                    .codeSize(version.content().size())
                    .location(downloads.link(context.endpoint(), version.content(), clock.now()))
                    .build())
            .layerArn(id.arn().toString())
            .layerVersionArn(id.version(version.version()).arn().toString())
            .description(version.description())
            .createdDate(created(version))
            .version(version.version())
            .licenseInfo(version.license().orElse(null));
    if (!version.runtimes().isEmpty()) {
      answer.compatibleRuntimesWithStrings(version.runtimes());
    }
    if (!version.architectures().isEmpty()) {
      answer.compatibleArchitecturesWithStrings(version.architectures());
    }
    return answer.build();
  }

  LayerVersionsListItem listed(LayerId id, LayerVersion version) {
    LayerVersionsListItem.Builder answer =
        LayerVersionsListItem.builder()
            .layerVersionArn(id.version(version.version()).arn().toString())
            .description(version.description())
            .createdDate(created(version))
            .version(version.version())
            .licenseInfo(version.license().orElse(null));
    if (!version.runtimes().isEmpty()) {
      answer.compatibleRuntimesWithStrings(version.runtimes());
    }
    if (!version.architectures().isEmpty()) {
      answer.compatibleArchitecturesWithStrings(version.architectures());
    }
    return answer.build();
  }

  private static String created(LayerVersion version) {
    return Dates.milliseconds(Instant.ofEpochMilli(version.createdMillis()));
  }
}
