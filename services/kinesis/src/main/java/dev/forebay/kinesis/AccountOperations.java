package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutput;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsResponse;

/** DescribeLimits, and the account's settings, which are recorded only. Thread-safe. */
final class AccountOperations {
  /** The on-demand streams that an account may have in a region. */
  static final int ON_DEMAND_LIMIT = 50;

  /** How long a commitment holds at least. */
  private static final Duration COMMITTED = Duration.ofHours(24);

  private final Streams streams;

  AccountOperations(Streams streams) {
    this.streams = streams;
  }

  static int countOnDemand(Streams streams, AccountRegion place) {
    return (int)
        streams.tables(place).streams().stream()
            .map(row -> StreamRow.decode(row.value()))
            .filter(row -> row.options().isOnDemand())
            .count();
  }

  DescribeLimitsResponse limits(CallContext context, DescribeLimitsRequest request) {
    return DescribeLimitsResponse.builder()
        .shardLimit(Streams.SHARD_LIMIT)
        .openShardCount(streams.openShards(context.place()))
        .onDemandStreamCount(countOnDemand(streams, context.place()))
        .onDemandStreamCountLimit(ON_DEMAND_LIMIT)
        .build();
  }

  /**
   * The minimum throughput billing commitment.
   *
   * @param started milliseconds since 1970
   * @param ended milliseconds since 1970; 0 while it is in force
   */
  private record Commitment(long started, long ended) {
    MinimumThroughputBillingCommitmentOutput output() {
      MinimumThroughputBillingCommitmentOutput.Builder output =
          MinimumThroughputBillingCommitmentOutput.builder()
              .status(ended == 0 ? "ENABLED" : "DISABLED")
              .startedAt(Shapes.instant(started));
      if (ended == 0) {
        output.earliestAllowedEndAt(Shapes.instant(started).plus(COMMITTED));
      } else {
        output.endedAt(Shapes.instant(ended));
      }
      return output.build();
    }
  }

  private Optional<Commitment> commitment(AccountRegion place) {
    Optional<Row> stored = streams.tables(place).read(StreamTables.accountKey());
    return stored.map(row -> {
      Decoder in = new Decoder(row.value());
      return new Commitment(in.number(), in.number());
    });
  }

  private static MinimumThroughputBillingCommitmentOutput output(Optional<Commitment> commitment) {
    return commitment
        .map(Commitment::output)
        .orElseGet(
            () -> MinimumThroughputBillingCommitmentOutput.builder().status("DISABLED").build());
  }

  DescribeAccountSettingsResponse settings(
      CallContext context, DescribeAccountSettingsRequest request) {
    return DescribeAccountSettingsResponse.builder()
        .minimumThroughputBillingCommitment(output(commitment(context.place())))
        .build();
  }

  UpdateAccountSettingsResponse update(CallContext context, UpdateAccountSettingsRequest request) {
    long now = streams.now();
    Optional<Commitment> there = commitment(context.place());
    boolean inForce = there.isPresent() && there.get().ended() == 0;
    boolean wanted =
        request.minimumThroughputBillingCommitment().statusAsString().equals("ENABLED");
    if (inForce && !wanted && there.get().started() + COMMITTED.toMillis() > now) {
      throw KinesisErrors.validation(
          "The minimum throughput billing commitment cannot be disabled before "
              + Shapes.instant(there.get().started()).plus(COMMITTED)
              + ".");
    }
    Optional<Commitment> next = there;
    if (wanted && !inForce) {
      next = Optional.of(new Commitment(now, 0));
    } else if (!wanted && inForce) {
      next = Optional.of(new Commitment(there.get().started(), now));
    }
    next.ifPresent(it ->
        streams
            .tables(context.place())
            .commit(
                List.of(),
                List.of(
                    new Transaction.Put(
                        StreamTables.accountKey(),
                        new Encoder().number(it.started()).number(it.ended()).done()))));
    return UpdateAccountSettingsResponse.builder()
        .minimumThroughputBillingCommitment(output(next))
        .build();
  }
}
