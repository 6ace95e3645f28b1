package dev.forebay.firehose;

import dev.forebay.wire.CallContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionConfigurationInput;
import software.amazon.awssdk.services.firehose.model.KeyType;
import software.amazon.awssdk.services.firehose.model.StartDeliveryStreamEncryptionRequest;
import software.amazon.awssdk.services.firehose.model.StartDeliveryStreamEncryptionResponse;
import software.amazon.awssdk.services.firehose.model.StopDeliveryStreamEncryptionRequest;
import software.amazon.awssdk.services.firehose.model.StopDeliveryStreamEncryptionResponse;

/** The encryption of streams, which is recorded only. Thread-safe. */
final class EncryptionOperations {
  private final Streams streams;

  EncryptionOperations(Streams streams) {
    this.streams = streams;
  }

  /**
   * The key that is asked for; null for none.
   *
   * @throws dev.forebay.wire.AwsException when the type and the ARN do not fit
   */
  static StreamRow.@Nullable Key key(@Nullable DeliveryStreamEncryptionConfigurationInput given) {
    if (given == null) {
      return null;
    }
    boolean own = given.keyType() == KeyType.CUSTOMER_MANAGED_CMK;
    if (own != (given.keyARN() != null)) {
      throw FirehoseErrors.invalid(
          "KeyARN must be provided with the KeyType CUSTOMER_MANAGED_CMK, and with no other.");
    }
    return new StreamRow.Key(given.keyTypeAsString(), given.keyARN());
  }

  StartDeliveryStreamEncryptionResponse start(
      CallContext context, StartDeliveryStreamEncryptionRequest request) {
    StreamRow.Key asked = key(request.deliveryStreamEncryptionConfigurationInput());
    StreamRow.Key key =
        asked == null ? new StreamRow.Key(KeyType.AWS_OWNED_CMK.toString(), null) : asked;
    streams.change(context.place(), request.deliveryStreamName(), row -> row.withKey(key));
    return StartDeliveryStreamEncryptionResponse.builder().build();
  }

  StopDeliveryStreamEncryptionResponse stop(
      CallContext context, StopDeliveryStreamEncryptionRequest request) {
    streams.change(context.place(), request.deliveryStreamName(), row -> row.withKey(null));
    return StopDeliveryStreamEncryptionResponse.builder().build();
  }
}
