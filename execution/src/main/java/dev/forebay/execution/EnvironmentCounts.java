package dev.forebay.execution;

/**
 * Figures of {@link Environments} for metrics. Immutable.
 *
 * @param busy environments that run an event now
 * @param idle environments that wait for one
 * @param frozen of the idle ones, those that do not run
 * @param spares processes held ready before their init
 * @param memoryMegabytes what all of these may use together
 * @param coldStarts events that began with an init phase, since the start
 * @param warmStarts events that did not
 * @param spareStarts cold starts that took a spare
 * @param evictions idle environments ended to make room
 * @param reclaimed idle environments ended for having been idle too long
 * @param resets environments whose processes were ended after a timeout, crash or failed init
 */
public record EnvironmentCounts(
    int busy,
    int idle,
    int frozen,
    int spares,
    long memoryMegabytes,
    long coldStarts,
    long warmStarts,
    long spareStarts,
    long evictions,
    long reclaimed,
    long resets) {}
