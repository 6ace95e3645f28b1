package dev.forebay.cognito;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.forebay.storage.rows.RowStore;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that sign pools' tokens: made when first needed, kept, one for a pool. Thread-safe. */
final class PoolKeys {
  private static final int BITS = 2048;

  private final RowStore<String> store;
  private final Map<String, RSAKey> known = new ConcurrentHashMap<>();

  PoolKeys(RowStore<String> store) {
    this.store = store;
  }

  RSAKey of(Pool pool) {
    RSAKey key = known.get(pool.id());
    if (key != null) {
      return key;
    }
    RSAKey loaded =
        store.change(
            pool.id(),
            () ->
                store
                    .find(pool.id(), Kinds.KEY, "")
                    .map(PoolKeys::read)
                    .orElseGet(() -> {
                      RSAKey made = make();
                      store.put(pool.id(), Kinds.KEY, "", made.toJSONString());
                      return made;
                    }));
    known.put(pool.id(), loaded);
    return loaded;
  }

  /** The public keys of a pool, as its clients fetch them. */
  String publicKeys(Pool pool) {
    return new JWKSet(of(pool).toPublicJWK()).toString();
  }

  private static RSAKey make() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey read(String json) {
    try {
      return RSAKey.parse(json);
    } catch (ParseException e) {
      throw new IllegalStateException("a pool's key cannot be read", e);
    }
  }

  /** Forgets keys, for an engine that was reset. */
  void reset() {
    known.clear();
  }
}
