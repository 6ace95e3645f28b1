package dev.forebay.function.code;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Blobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps deployment packages: the zip once by its hash, durable, and a folder made from it. A stored
 * package lives as long as any function's version or layer version holds it. Thread-safe.
 */
public final class CodeStore {
  private final Rows rows;
  private final Blobs blobs;
  private final Clock clock;
  private final CodeFolders folders;
  private final CodeUses uses;

  /** Held shared from the storing of a package until its use is recorded. */
  private final ReentrantReadWriteLock reset = new ReentrantReadWriteLock();

  private final CodeSweep sweep;

  /**
   * A store.
   *
   * @param rows where uses are recorded
   * @param blobs where zips are kept
   * @param folder where packages are unpacked; made if need be
   * @param clock for the grace
   * @param grace how long an unpacked package outlives its last use, at least as long as an
   *     invocation may take
   */
  public CodeStore(Rows rows, Blobs blobs, Path folder, Clock clock, Duration grace) {
    this.rows = rows;
    this.blobs = blobs;
    this.clock = clock;
    this.folders = new CodeFolders(folder);
    this.sweep = new CodeSweep(rows, blobs, folders, clock, grace, sha256 -> this.isHeld(sha256));
    this.uses = new CodeUses(rows, clock, sweep);
  }

  private boolean isHeld(String sha256) {
    return uses.isHeld(sha256);
  }

  /** Opens the folder and removes what nobody holds. Once, before anything else. */
  public void open() {
    try {
      sweep.lookAtAll();
      for (String sha256 : folders.open()) {
        if (!uses.isHeld(sha256)) {
          folders.remove(sha256);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of unpacked packages cannot be opened", e);
    }
  }

  /** Who holds what. */
  public CodeUses uses() {
    return uses;
  }

  /**
   * A zip being stored, kept from being swept away until it is closed. Meanwhile a use of it is to
   * be recorded; without one it goes again.
   */
  public final class Upload implements AutoCloseable {
    private final CodePackage content;

    private Upload(CodePackage content) {
      this.content = content;
    }

    /** What was stored. */
    public CodePackage content() {
      return content;
    }

    @Override
    public void close() {
      try {
        sweep.unpin(content.sha256());
        if (!uses.isHeld(content.sha256())) {
          sweep.lookLater(content.sha256());
        }
      } finally {
        reset.readLock().unlock();
      }
    }
  }

  /**
   * Checks a zip and stores it. The thread that calls is the one to close the upload.
   *
   * @param place whose it will be
   * @throws dev.forebay.wire.AwsException 413 or 400 when it is too large or not acceptable
   */
  public Upload store(AccountRegion place, Bytes zip) {
    checkSize(zip);
    if (uses.storedBytes(place) + zip.size() > PackageLimits.STORAGE) {
      throw PackageLimits.storageExceeded();
    }
    byte[] hash = sha256(zip);
    String sha256 = HexFormat.of().formatHex(hash);
    reset.readLock().lock();
    sweep.pin(sha256);
    try {
      long unpacked = folders.accept(sha256, zip);
      rows.change(
          place,
          attempt -> {
            attempt.put(CodeUses.DOUBTS, Key.of(sha256), new CodeDoubt(clock.now().toEpochMilli()));
            return sha256;
          });
      blobs.put(zip);
      return new Upload(describe(hash, zip.size(), unpacked));
    } catch (RuntimeException e) {
      sweep.unpin(sha256);
      sweep.lookLater(sha256);
      reset.readLock().unlock();
      throw e;
    }
  }

  /**
   * Checks a zip without storing it.
   *
   * @throws dev.forebay.wire.AwsException as {@link #store}
   */
  public CodePackage check(Bytes zip) {
    checkSize(zip);
    try {
      long unpacked = ZipPackage.unpack(zip, new Unpacking.Nowhere(), PackageLimits.UNZIPPED);
      return describe(sha256(zip), zip.size(), unpacked);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of a stored package, unpacked now if it is not yet. */
  public Path unpacked(CodePackage content) {
    return folders.ensure(content.sha256(), this::zip);
  }

  /** The zip of a stored package, by its hash. */
  public Bytes zip(String sha256) {
    return blobs
        .get(new Blobs.BlobId(sha256))
        .orElseThrow(() -> Refusals.service("The deployment package is missing: " + sha256));
  }

  /** Reads rows and unpacks what they name, with no reset between the two. */
  public <T> T reading(Supplier<T> read) {
    reset.readLock().lock();
    try {
      return read.get();
    } finally {
      reset.readLock().unlock();
    }
  }

  /**
   * Drops all unpacked packages together with storage, while no package is half stored: else a
   * function could outlive its package.
   *
   * @param storage resets storage and what is remembered of it
   */
  public void reset(Runnable storage) {
    reset.writeLock().lock();
    try {
      storage.run();
      folders.removeAll();
    } finally {
      reset.writeLock().unlock();
    }
  }

  private static void checkSize(Bytes zip) {
    if (zip.size() > PackageLimits.ZIPPED) {
      throw PackageLimits.zippedTooLarge();
    }
  }

  private static CodePackage describe(byte[] hash, long size, long unpacked) {
    return new CodePackage(
        HexFormat.of().formatHex(hash), Base64.getEncoder().encodeToString(hash), size, unpacked);
  }

  private static byte[] sha256(Bytes zip) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(zip.toByteBuffer());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
