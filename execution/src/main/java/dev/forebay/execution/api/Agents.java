package dev.forebay.execution.api;

import dev.forebay.execution.api.Extension.Event;
import dev.forebay.execution.log.PlatformEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime and the extensions of one environment: where each stands, and who waits on which
 * connection. Thread-safe: one lock, under which nothing is written to a socket and the host is not
 * called.
 */
final class Agents {
  private static final Logger LOG = LoggerFactory.getLogger(Agents.class);

  private final ApiHost host;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Extensions extensions = new Extensions();
  private RuntimeState runtime = RuntimeState.STARTED;
  private @Nullable Connection runtimeWaiting;
  private @Nullable Flight current;
  private @Nullable ApiReply event;
  private @Nullable ApiReply shutdownEvent;
  private InitEnd.@Nullable Broken broken;

  Agents(ApiHost host) {
    this.host = host;
  }

  /** Whether a call may go on. */
  sealed interface Turn {
    /** It may, for this event. */
    record Yours(Flight flight) implements Turn {}

    /** It may not. */
    record Refused(ApiReply reply) implements Turn {}
  }

  // The runtime

  /** {@code GET /runtime/invocation/next}. */
  void runtimeNext(Connection connection) throws IOException {
    Optional<ApiReply> now = Optional.empty();
    @Nullable Flight done = null;
    @Nullable Flight settled = null;
    lock.lock();
    try {
      switch (runtime) {
        case RUNNING -> now = Optional.ofNullable(event);
        case STARTED, READY, RESPONSE_SENT -> {
          boolean answered = runtime == RuntimeState.RESPONSE_SENT;
          runtime = RuntimeState.READY;
          if (!answered && current != null && event != null) {
            runtime = RuntimeState.RUNNING;
            now = Optional.of(event);
          } else {
            runtimeWaiting = connection;
            done = answered ? current : null;
            settled = settle();
          }
          changed.signalAll();
        }
        case INIT_ERROR, INVOCATION_RESPONSE, INVOCATION_ERROR_RESPONSE ->
            now = Optional.of(runtime.refuse(RuntimeState.READY));
      }
    } finally {
      lock.unlock();
    }
    if (now.isPresent()) {
      connection.reply(now.get());
    }
    if (done != null) {
      host.runtimeDone(done);
    }
    if (settled != null) {
      host.settled(settled);
    }
  }

  /** The event that is over now, with the runtime and all that were told of it ready again. */
  private @Nullable Flight settle() {
    Flight flight = current;
    if (flight == null
        || runtime != RuntimeState.READY
        || runtimeWaiting == null
        || extensions.isAnyRunning()) {
      return null;
    }
    current = null;
    event = null;
    return flight;
  }

  /** {@code POST /runtime/invocation/…/response} or {@code …/error} begins. */
  Turn beginAnswer(String requestId, RuntimeState next) {
    lock.lock();
    try {
      Flight flight = current;
      if (runtime == RuntimeState.RUNNING
          && flight != null
          && !flight.invocation().requestId().value().equals(requestId)) {
        return new Turn.Refused(ApiReply.INVALID_REQUEST_ID);
      }
      if (runtime != RuntimeState.RUNNING || flight == null) {
        return new Turn.Refused(runtime.refuse(next));
      }
      runtime = next;
      return new Turn.Yours(flight);
    } finally {
      lock.unlock();
    }
  }

  /** The answer is complete. */
  void endAnswer() {
    lock.lock();
    try {
      runtime = RuntimeState.RESPONSE_SENT;
    } finally {
      lock.unlock();
    }
  }

  /** {@code POST /runtime/init/error}. */
  ApiReply initError(InitEnd.Broken error) {
    lock.lock();
    try {
      if (runtime != RuntimeState.STARTED) {
        return runtime.refuse(RuntimeState.INIT_ERROR);
      }
      runtime = RuntimeState.INIT_ERROR;
      breaks(error);
      return ApiReply.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the init phase in failure; the first reason counts. */
  void fail(InitEnd.Broken reason) {
    lock.lock();
    try {
      breaks(reason);
    } finally {
      lock.unlock();
    }
  }

  private void breaks(InitEnd.Broken reason) {
    if (broken == null) {
      broken = reason;
    }
    changed.signalAll();
  }

  /**
   * Gives an event to the runtime, and tells the extensions that registered for it.
   *
   * @param forRuntime the event
   * @param forExtensions what each is told
   */
  void deliver(Flight flight, ApiReply forRuntime, Supplier<ApiReply> forExtensions) {
    @Nullable Connection target = null;
    List<Connection> listeners = List.of();
    lock.lock();
    try {
      current = flight;
      event = forRuntime;
      if (runtime == RuntimeState.READY && runtimeWaiting != null) {
        runtime = RuntimeState.RUNNING;
        target = runtimeWaiting;
        runtimeWaiting = null;
      }
      if (!extensions.isEmpty()) {
        listeners = extensions.wake(Event.INVOKE);
      }
    } finally {
      lock.unlock();
    }
    if (target != null && !send(target, forRuntime)) {
      undelivered(flight);
    }
    if (!listeners.isEmpty()) {
      ApiReply words = forExtensions.get();
      listeners.forEach(listener -> send(listener, words));
    }
  }

  private static boolean send(Connection connection, ApiReply reply) {
    try {
      connection.reply(reply);
      return true;
    } catch (IOException e) {
      LOG.debug("a function's connection broke: {}", e.toString());
      return false;
    }
  }

  /** The runtime may call again for an event that could not be sent. */
  private void undelivered(Flight flight) {
    lock.lock();
    try {
      if (current == flight && runtime == RuntimeState.RUNNING) {
        runtime = RuntimeState.READY;
      }
    } finally {
      lock.unlock();
    }
  }

  // The extensions

  /** An external extension is about to be started. */
  void expect(String name, String id) {
    lock.lock();
    try {
      extensions.expect(name, id);
    } finally {
      lock.unlock();
    }
  }

  /** Registers an extension. */
  Extensions.Registration register(String name, String freshId, List<String> wanted) {
    lock.lock();
    try {
      Extensions.Registration registration = extensions.register(name, freshId, wanted);
      changed.signalAll();
      return registration;
    } finally {
      lock.unlock();
    }
  }

  static ApiReply forbidden(String type, String message) {
    return ApiReply.error(403, type, message);
  }

  /** The name of the extension with that identifier. */
  Optional<String> name(String id) {
    lock.lock();
    try {
      return extensions.find(id).map(extension -> extension.name);
    } finally {
      lock.unlock();
    }
  }

  /** {@code GET /extension/event/next}. */
  void extensionNext(String id, Connection connection, ApiReply unknown) throws IOException {
    Optional<ApiReply> now = Optional.empty();
    Optional<Extension> newlyReady = Optional.empty();
    @Nullable Flight settled = null;
    lock.lock();
    try {
      Optional<Extension> found = extensions.find(id);
      if (found.isEmpty()) {
        now = Optional.of(unknown);
      } else {
        Extension extension = found.get();
        switch (extension.state) {
          case REGISTERED, READY, RUNNING -> {
            if (extension.state == ExtensionState.RUNNING && extension.isFor(Event.SHUTDOWN)) {
              now = Optional.ofNullable(shutdownEvent);
            }
            if (extension.state == ExtensionState.REGISTERED) {
              newlyReady = found;
            }
            extension.park(connection);
            settled = settle();
            changed.signalAll();
          }
          case STARTED, INIT_ERROR, EXIT_ERROR, EXITED, LAUNCH_ERROR ->
              now = Optional.of(extension.state.refuse(ExtensionState.READY, id));
        }
      }
    } finally {
      lock.unlock();
    }
    if (now.isPresent()) {
      connection.reply(now.get());
    }
    newlyReady.ifPresent(extension ->
        host.said(
            PlatformEvents.extension(
                extension.name, "Ready", extension.eventNames(), Optional.empty())));
    if (settled != null) {
      host.settled(settled);
    }
  }

  /** {@code POST /extension/init/error} or {@code …/exit/error}. */
  ApiReply extensionError(String id, ExtensionState next, String errorType, ApiReply unknown) {
    Extension failed;
    lock.lock();
    try {
      Optional<Extension> found = extensions.find(id);
      if (found.isEmpty()) {
        return unknown;
      }
      Extension extension = found.get();
      boolean allowed =
          switch (extension.state) {
            case REGISTERED -> true;
            case READY, RUNNING -> next == ExtensionState.EXIT_ERROR;
            case STARTED, INIT_ERROR, EXIT_ERROR, EXITED, LAUNCH_ERROR -> false;
          };
      if (!allowed) {
        return extension.state.refuse(next, id);
      }
      extension.state = next;
      failed = extension;
    } finally {
      lock.unlock();
    }
    broken(failed, "Extension." + next.text(), errorType);
    return ApiReply.ACCEPTED;
  }

  /** An external extension could not be started, or its process has ended. */
  void extensionGone(String name, ExtensionState state) {
    Optional<Extension> gone;
    lock.lock();
    try {
      gone = extensions.external(name);
      boolean expected =
          gone.isEmpty()
              || shutdownEvent != null
              || gone.get().state == ExtensionState.INIT_ERROR
              || gone.get().state == ExtensionState.EXIT_ERROR;
      gone.ifPresent(extension -> extension.state = state);
      changed.signalAll();
      if (expected) {
        return;
      }
    } finally {
      lock.unlock();
    }
    String type =
        state == ExtensionState.LAUNCH_ERROR ? "Extension.LaunchError" : "Extension.Crash";
    broken(gone.get(), type, type);
  }

  private void broken(Extension extension, String errorType, String reported) {
    host.said(
        PlatformEvents.extension(
            extension.name, extension.state.text(), extension.eventNames(), Optional.of(reported)));
    fail(new InitEnd.Broken(errorType, Optional.empty(), "exit code 0"));
    host.extensionFailed(errorType);
  }

  // Phases

  /** Waits until all external extensions have registered. */
  InitEnd awaitRegistered(long nanos) throws InterruptedException {
    return await(nanos, extensions::areAllRegistered);
  }

  /** Waits until the runtime and all extensions wait for an event. */
  InitEnd awaitReady(long nanos) throws InterruptedException {
    return await(nanos, () -> runtime == RuntimeState.READY && extensions.areAllReady());
  }

  /** Closes registration. */
  void seal() {
    lock.lock();
    try {
      extensions.seal();
    } finally {
      lock.unlock();
    }
  }

  private InitEnd await(long nanos, BooleanSupplier reached) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (broken == null && !reached.getAsBoolean()) {
        if (left <= 0) {
          return new InitEnd.Late();
        }
        left = changed.awaitNanos(left);
      }
      return broken == null ? new InitEnd.Ready() : broken;
    } finally {
      lock.unlock();
    }
  }

  /** How long the SHUTDOWN phase may last: 0, 500 ms or 2 s. */
  Duration shutdownLimit() {
    lock.lock();
    try {
      return extensions.shutdownLimit();
    } finally {
      lock.unlock();
    }
  }

  /** Whether an extension is told of events. */
  boolean hasInvokeExtensions() {
    lock.lock();
    try {
      return !extensions.isEmpty() && !extensions.namesFor(Event.INVOKE).isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends SHUTDOWN to those that registered for it, now or when they next ask; names the external
   * extensions that it is for.
   */
  List<String> shutDown(ApiReply words) {
    List<Connection> listeners;
    List<String> names;
    lock.lock();
    try {
      shutdownEvent = words;
      listeners = extensions.wake(Event.SHUTDOWN);
      names = extensions.namesFor(Event.SHUTDOWN);
    } finally {
      lock.unlock();
    }
    listeners.forEach(listener -> send(listener, words));
    return names;
  }

  /** A connection is no more. */
  void forget(Connection connection) {
    lock.lock();
    try {
      if (runtimeWaiting == connection) {
        runtimeWaiting = null;
      }
      extensions.forget(connection);
    } finally {
      lock.unlock();
    }
  }
}
