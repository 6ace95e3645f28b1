package dev.forebay.function.definition;

/**
 * What runs, and as whom. Immutable.
 *
 * @param runtime the runtime's identifier
 * @param handler the handler, empty where a {@code provided} runtime has none
 * @param role the execution role's ARN
 * @param architecture {@code x86_64} or {@code arm64}
 */
public record Launch(String runtime, String handler, String role, String architecture) {}
