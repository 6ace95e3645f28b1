package dev.forebay.execution.api;

/** What an extension learns when it registers. */
public record FunctionFacts(String name, String version, String handler, String accountId) {}
