package dev.forebay.eventsource.mapping;

/**
 * Told of each mapping that somebody has created, updated, disabled or deleted; that is, the
 * engine.
 *
 * <p>Called after the change is durable, on the thread of whoever made it and before that caller
 * gets the answer: it must be quick, must not block and must not throw. {@link Mapping#wanted} says
 * what is to be done; a mapping that runs already is to go on as it now says. Nobody can change a
 * mapping again before {@link Mappings#reached} was called for the change before, so changes of one
 * mapping arrive in order; a {@link Mapping.Status#version} that is not higher than one already
 * known is old news.
 */
@FunctionalInterface
public interface MappingListener {
  /** The mapping as it is now. */
  void changed(Mapping mapping);
}
