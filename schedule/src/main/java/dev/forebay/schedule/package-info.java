/** When something is due: AWS's rate, cron and at expressions, and a timetable on the clock. */
@NullMarked
package dev.forebay.schedule;

import org.jspecify.annotations.NullMarked;
