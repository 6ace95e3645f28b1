package dev.forebay.s3;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.Switchboard;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The switchboard, once there is one: it takes the service first, and the service then asks it.
 * Thread-safe.
 */
final class Board {
  private volatile @Nullable Switchboard switchboard;

  void start(Switchboard started) {
    switchboard = started;
  }

  Switchboard switchboard() {
    return Optional.ofNullable(switchboard)
        .orElseThrow(() -> new IllegalStateException("the service has not been started"));
  }

  /** Throws where a call may not be made. */
  void check(CallContext context, String service, String operation, SdkPojo request) {
    switchboard().check(context, service, operation, request);
  }
}
