package dev.forebay.execution;

import dev.forebay.execution.log.FunctionLog;
import dev.forebay.execution.log.PlatformEvents;
import dev.forebay.execution.runtime.LaunchPlan;

/**
 * What stays the same through all lives of one environment. Immutable.
 *
 * @param id names the environment
 * @param image what it runs
 * @param plan how that is started
 * @param session the credentials it has
 * @param folder where its files are
 * @param log its log stream
 * @param origin how the platform names it in telemetry
 */
record Site(
    String id,
    FunctionImage image,
    LaunchPlan plan,
    RoleCredentials.Session session,
    EnvironmentFolder folder,
    FunctionLog log,
    PlatformEvents.Origin origin) {}
