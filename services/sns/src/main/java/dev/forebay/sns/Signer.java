package dev.forebay.sns;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Commits;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Signs messages with a key of the server's own, made when the first message needs it and kept in
 * the storage, and hands out its certificate. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying
 *     the signatures of Amazon SNS messages</a>
 */
final class Signer {
  /** What the certificate's path starts with, as at AWS. */
  static final String PATH = "/SimpleNotificationService-";

  private static final String ENDING = ".pem";
  private static final int KEY_BITS = 1_024;
  private static final RowKey ROW = new RowKey("signing", Bytes.utf8("key"));

  private final StorageEngine engine;
  private final String base;
  private final Clock clock;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Key key;

  /**
   * A signer.
   *
   * @param base what the certificate's URL begins with, in which {@code {region}} stands for the
   *     topic's region
   */
  Signer(StorageEngine engine, String base, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.base = base;
    this.clock = clock;
    this.random = random;
  }

  /** A key and what is public of it. */
  private record Key(PrivateKey secret, String certificate, String path) {}

  /** The URL of the certificate, for messages of a topic. */
  String certificateUrl(Arn topic) {
    return base.replace("{region}", topic.region()) + key().path();
  }

  /** The certificate under a path, in PEM; empty when it is not there. */
  Optional<String> certificate(String path) {
    return Optional.of(key()).filter(known -> known.path().equals(path)).map(Key::certificate);
  }

  /**
   * The signature in base64.
   *
   * @param version 1 for SHA1withRSA, 2 for SHA256withRSA
   */
  String sign(String text, String version) {
    try {
      Signature signature =
          Signature.getInstance(version.equals("2") ? "SHA256withRSA" : "SHA1withRSA");
      signature.initSign(key().secret());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Key key() {
    Key known = key;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      Key loaded = load();
      key = loaded;
      return loaded;
    } finally {
      lock.unlock();
    }
  }

  private Key load() {
    TableSpace space = engine.tables("sns");
    Optional<TableSpace.Row> stored = space.read(ROW);
    if (stored.isPresent()) {
      return read(Topics.decode(stored.get(), Kept.class));
    }
    Kept made = make();
    new Commits(random, SnsErrors::unavailable)
        .commit(
            space,
            List.of(new Transaction.Absent(ROW)),
            List.of(new Transaction.Put(ROW, Topics.encode(made))));
    return read(space.read(ROW).map(row -> Topics.decode(row, Kept.class)).orElse(made));
  }

  /**
   * As it is stored.
   *
   * @param secret the private key in PKCS #8, in base64
   * @param certificate in DER, in base64
   */
  record Kept(String secret, String certificate) {}

  private Kept make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair pair = generator.generateKeyPair();
      byte[] certificate =
          SelfSigned.certificate(pair, "sns.amazonaws.com", clock.now(), random.nextLong());
      return new Kept(base64(pair.getPrivate().getEncoded()), base64(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Key read(Kept kept) {
    try {
      byte[] certificate = Base64.getDecoder().decode(kept.certificate());
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate);
      return new Key(
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(kept.secret()))),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
              + "\n-----END CERTIFICATE-----\n",
          PATH + HexFormat.of().formatHex(hash, 0, 16) + ENDING);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets the key, for an engine that was reset. */
  void reset() {
    key = null;
  }
}
