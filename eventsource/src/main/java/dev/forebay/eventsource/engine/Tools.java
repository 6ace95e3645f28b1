package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.checkpoint.Checkpoints;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Tally;
import java.util.random.RandomGenerator;

/**
 * What every loop works with. Immutable.
 *
 * @param mappings hears how batches went
 * @param checkpoints how far streams were read
 * @param recipients get the batches
 * @param failures delivers what is given up
 * @param trail hears of each step
 * @param tally counts what is done
 * @param clock decides about every wait; may be virtual
 * @param random thread-safe; for request ids
 */
record Tools(
    Mappings mappings,
    Checkpoints checkpoints,
    Recipients recipients,
    FailureRecords failures,
    RecordTrail trail,
    Tally tally,
    Clock clock,
    RandomGenerator random) {}
