package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.eventsource.source.Calls;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Calls services of this process through the switchboard. Thread-safe. */
record LocalCalls(RoleCalls calls, Recipients recipients, Mapping mapping) implements Calls {
  @Override
  public SdkPojo call(Arn resource, String operation, SdkPojo request) {
    return calls.call(role(), resource, operation, request);
  }

  /** Writes an object into a bucket. */
  void store(PutObjectRequest request, Bytes content) {
    calls.store(role(), mapping.id().place(), request, content);
  }

  private RoleCalls.Role role() {
    return new RoleCalls.Role(roleArn(), mapping.function().function().name());
  }

  @Override
  public String queueUrl(Arn queue) {
    return calls.url(queue);
  }

  @Override
  public String roleArn() {
    try {
      return recipients.roleArn(mapping);
    } catch (AwsException e) {
      // A source that does not exist answers much the same, which is another matter.
      throw new SourceException("The function has no role to read with: " + e.text(), e);
    }
  }
}
