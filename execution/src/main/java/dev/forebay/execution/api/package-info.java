/**
 * What a function process talks to: the Runtime, Extensions, Telemetry and Logs APIs, over a small
 * HTTP/1.1 server of our own.
 */
@NullMarked
package dev.forebay.execution.api;

import org.jspecify.annotations.NullMarked;
