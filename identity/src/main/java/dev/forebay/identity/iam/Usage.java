package dev.forebay.identity.iam;

import dev.forebay.model.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When access keys and roles were last used, since it was last stored with them. Noting costs a
 * look-up; the time has whole minutes' resolution in what is kept, so that a busy key makes one
 * note a minute. Thread-safe.
 */
final class Usage {
  private static final long RESOLUTION = 60;

  private final Map<String, LastUse> notes = new ConcurrentHashMap<>();
  private final Clock clock;

  Usage(Clock clock) {
    this.clock = clock;
  }

  /**
   * Notes a use now.
   *
   * @param id an access key, or the unique id of a role
   */
  void note(String id, String service, String region) {
    long now = clock.now().getEpochSecond();
    LastUse known = notes.get(id);
    if (known == null
        || Math.abs(now - known.time()) >= RESOLUTION
        || !known.service().equals(service)
        || !known.region().equals(region)) {
      notes.put(id, new LastUse(now, service, region));
    }
  }

  /** The last use: what was noted, or else what was stored. */
  Optional<LastUse> of(String id, Optional<LastUse> stored) {
    LastUse noted = notes.get(id);
    return noted == null ? stored : Optional.of(noted);
  }

  /** The access key with its last use. */
  KeyRow into(KeyRow key) {
    return of(key.id(), key.used()).map(key::usedAt).orElse(key);
  }

  /** Forgets all. */
  void clear() {
    notes.clear();
  }
}
