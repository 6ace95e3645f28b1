package dev.forebay.sqs;

import dev.forebay.wire.AwsException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** What every batch must be, and how one of its entries fails. */
final class Batch {
  private static final int MOST = 10;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private Batch() {}

  /** Refuses a batch that is empty, too long, or whose ids are no ids or not distinct. */
  static <T> void check(List<T> entries, Function<T, @Nullable String> idOf, String operation) {
    if (entries.isEmpty()) {
      throw SqsErrors.refused(
          "EmptyBatchRequest",
          "There should be at least one " + operation + "RequestEntry in the request.");
    }
    if (entries.size() > MOST) {
      throw SqsErrors.refused(
          "TooManyEntriesInBatchRequest",
          "Maximum number of entries per request are 10. You have sent " + entries.size() + ".");
    }
    Set<String> seen = new HashSet<>();
    for (T entry : entries) {
      String id = idOf.apply(entry);
      if (id == null || !ID.matcher(id).matches()) {
        throw SqsErrors.refused(
            "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
                + " It can be at most 80 letters long.");
      }
      if (!seen.add(id)) {
        throw SqsErrors.refused("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
      }
    }
  }

  /** The failure of one entry. */
  static BatchResultErrorEntry failure(@Nullable String id, AwsException error) {
    return BatchResultErrorEntry.builder()
        .id(id)
        .senderFault(error.status() < 500)
        .code(error.code())
        .message(error.text())
        .build();
  }
}
