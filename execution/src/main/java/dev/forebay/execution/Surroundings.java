package dev.forebay.execution;

import dev.forebay.execution.api.Deadlines;
import dev.forebay.execution.log.LogShipper;
import dev.forebay.execution.log.OutputPump;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.model.Clock;

/**
 * What all environments of a node share. Thread-safe.
 *
 * @param sandbox starts processes
 * @param planner says what to start
 * @param credentials issues what a function signs with
 * @param clock the time of logs and of idleness
 * @param wall real time, for timeouts and durations
 * @param deadlines wakes those who wait for an outcome too long
 * @param ids makes ids
 * @param pump reads what functions print
 * @param shipper carries log events to the sink
 * @param opt merges layers
 * @param starts lets a few start at a time
 * @param settings where and within which bounds
 */
record Surroundings(
    Sandbox sandbox,
    LaunchPlanner planner,
    RoleCredentials credentials,
    Clock clock,
    Clock wall,
    Deadlines deadlines,
    Ids ids,
    OutputPump pump,
    LogShipper shipper,
    OptTrees opt,
    StartGate starts,
    EnvironmentSettings settings) {}
