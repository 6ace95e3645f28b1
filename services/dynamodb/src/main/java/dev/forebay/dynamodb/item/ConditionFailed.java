package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.wire.AwsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** The refusal of a write whose condition does not hold. */
final class ConditionFailed {
  static final String CODE = "ConditionalCheckFailedException";
  static final String TEXT = "The conditional request failed";

  private ConditionFailed() {}

  static AwsException of(
      Optional<StoredItem> there, @Nullable ReturnValuesOnConditionCheckFailure wanted) {
    return there.isPresent() && wanted == ReturnValuesOnConditionCheckFailure.ALL_OLD
        ? new AwsException(
            CODE,
            400,
            TEXT,
            ConditionalCheckFailedException.builder()
                .item(AttributeValues.wire(there.get().item()))
                .build())
        : new AwsException(CODE, 400, TEXT);
  }
}
