package dev.forebay.model.activity;

import java.time.Instant;
import java.util.Optional;

/**
 * What lies in a queue, for a part that looks after the queue to know whether it is done.
 * Immutable.
 *
 * @param ready how many messages could be received now
 * @param later how many are hidden or delayed
 * @param next when the first of those can be received; empty when there is none
 * @param parked how many calls wait for a message that was not there when they looked
 */
public record Backlog(long ready, long later, Optional<Instant> next, int parked) {}
