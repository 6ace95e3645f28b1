/** EventBridge Scheduler: schedules, their groups and their targets. */
@NullMarked
package dev.forebay.scheduler;

import org.jspecify.annotations.NullMarked;
