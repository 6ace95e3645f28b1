package dev.forebay.identity.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code Resource} or {@code NotResource}. Immutable. */
sealed interface ResourceSet {
  /**
   * Whether the statement is about a resource.
   *
   * @param resource an ARN, or {@code *} for what has none
   * @param effect the statement's, which decides what an unresolved variable means: it never helps
   *     a request to be allowed
   */
  boolean covers(String resource, ContextKeys keys, Effect effect);

  /** Adds the keys of its variables, in lower case. */
  void addContextKeys(Set<String> keys);

  /** Nothing is said: the resource to which the policy is attached. */
  record Attached() implements ResourceSet {
    @Override
    public boolean covers(String resource, ContextKeys keys, Effect effect) {
      return true;
    }

    @Override
    public void addContextKeys(Set<String> keys) {}
  }

  /**
   * {@code Resource}.
   *
   * @param patterns at least one
   */
  record Only(List<Template> patterns) implements ResourceSet {
    /** Copies the list. */
    public Only {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean covers(String resource, ContextKeys keys, Effect effect) {
      for (Template pattern : patterns) {
        Optional<Glob> glob = pattern.glob(keys);
        if (glob.isPresent() && glob.get().matches(resource)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void addContextKeys(Set<String> keys) {
      patterns.forEach(pattern -> pattern.addContextKeys(keys));
    }
  }

  /**
   * {@code NotResource}.
   *
   * @param patterns at least one
   */
  record AllBut(List<Template> patterns) implements ResourceSet {
    /** Copies the list. */
    public AllBut {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean covers(String resource, ContextKeys keys, Effect effect) {
      for (Template pattern : patterns) {
        Optional<Glob> glob = pattern.glob(keys);
        if (glob.isEmpty() ? effect == Effect.ALLOW : glob.get().matches(resource)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void addContextKeys(Set<String> keys) {
      patterns.forEach(pattern -> pattern.addContextKeys(keys));
    }
  }
}
