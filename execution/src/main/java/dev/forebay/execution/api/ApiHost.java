package dev.forebay.execution.api;

import dev.forebay.execution.log.PlatformEvent;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** What the APIs tell the environment that they belong to. Called on connections' threads. */
public interface ApiHost {
  /** The runtime has answered; called once for an event, before the runtime has its reply. */
  void answered(Flight flight, Answer answer);

  /** The answer ended before it was complete. */
  void truncated(Flight flight);

  /** The runtime is done with the event; extensions may not be. */
  void runtimeDone(Flight flight);

  /** The runtime and all extensions are done with the event and wait for the next. */
  void settled(Flight flight);

  /** An extension has said that it cannot go on. */
  void extensionFailed(String errorType);

  /** Something for the log. */
  void said(PlatformEvent event);

  /** The clock for spans. */
  long nanoTime();

  /** Connects to a port that a process of the environment listens on. */
  SocketChannel connectInside(int port) throws IOException;
}
