package dev.forebay.server.quickstart;

import java.util.Optional;

/**
 * One example function. Immutable.
 *
 * @param name the function's name and its folder under {@code examples}
 * @param runtime the runtime's identifier
 * @param handler the handler; empty for a custom runtime
 * @param event the file under {@code examples/events} that it is invoked with
 * @param program what must be on the machine besides the runtime's interpreter
 */
record Example(
    String name, String runtime, String handler, String event, Optional<String> program) {}
