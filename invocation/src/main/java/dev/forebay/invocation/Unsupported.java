package dev.forebay.invocation;

import org.jspecify.annotations.Nullable;

/** Parameters of an invocation that would change its meaning and are not there yet. */
final class Unsupported {
  private Unsupported() {}

  /** Refuses tenants and durable executions, which no function here is configured for. */
  static void refuse(@Nullable String tenantId, @Nullable String durableExecutionName) {
    if (tenantId != null) {
      throw InvokeErrors.invalid(
          "The invoked function is not enabled for tenancy configuration. Remove the tenant ID from"
              + " your request and try again.");
    }
    if (durableExecutionName != null) {
      throw InvokeErrors.invalid(
          "DurableExecutionName is only allowed for functions with a durable configuration.");
    }
  }
}
