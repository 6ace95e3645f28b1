package dev.forebay.wire.signature;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Derived signing keys, the most recently used 1,024 of them: a key holds for a day, a region and a
 * service, and deriving it takes four keyed hashes. Thread-safe: a short lock guards the map.
 */
final class SigningKeys {
  private static final int LIMIT = 1_024;

  private record Name(String secret, String date, String region, String service) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Name, byte[]> derived = new LinkedHashMap<>(64, 0.75f, true);

  /** The signing key of a secret for a scope. The caller must not change the array. */
  byte[] key(String secret, CredentialScope scope) {
    Name name = new Name(secret, scope.date(), scope.region(), scope.service());
    lock.lock();
    try {
      byte[] known = derived.get(name);
      if (known != null) {
        return known;
      }
    } finally {
      lock.unlock();
    }
    byte[] key = derive(name, scope.terminator());
    lock.lock();
    try {
      derived.put(name, key);
      if (derived.size() > LIMIT) {
        Map.Entry<Name, byte[]> eldest = derived.firstEntry();
        derived.remove(eldest.getKey());
      }
    } finally {
      lock.unlock();
    }
    return key;
  }

  /** How many keys are held. */
  int size() {
    lock.lock();
    try {
      return derived.size();
    } finally {
      lock.unlock();
    }
  }

  private static byte[] derive(Name name, String terminator) {
    byte[] secret = ("AWS4" + name.secret()).getBytes(StandardCharsets.UTF_8);
    byte[] date = Sha256.hmac(secret, name.date());
    byte[] region = Sha256.hmac(date, name.region());
    byte[] service = Sha256.hmac(region, name.service());
    return Sha256.hmac(service, terminator);
  }
}
