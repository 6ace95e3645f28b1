package dev.forebay.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Kills a writing process and looks at what is left: every object whose write was answered, whole,
 * and no half one. {@code -Dforebay.crash.rounds=50} kills more often.
 */
class KilledServerTest {
  private static final String BUCKET = "box";
  private static final int ROUNDS = Integer.getInteger("forebay.crash.rounds", 3);

  @TempDir Path folder;

  @Test
  void whatWasAnsweredIsThereAfterAKill() throws Exception {
    List<String> answered = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      answered.addAll(writeUntilKilled(round));
      check(answered);
    }
    assertThat(answered).hasSizeGreaterThan(ROUNDS);
  }

  private List<String> writeUntilKilled(int round) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> answered = new ArrayList<>();
    int wanted = 5 + new SplittableRandom(round).nextInt(20);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answered.add(line);
        if (answered.size() == wanted) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(answered).as("round " + round).hasSizeGreaterThanOrEqualTo(wanted);
    return answered;
  }

  private void check(List<String> answered) throws Exception {
    VirtualClock clock = new VirtualClock(new SystemClock().now());
    try (RocksDbEngineHolder engine = RocksDbEngineHolder.open(folder, clock);
        S3Server server =
            new S3Server(engine.engine(), folder.resolve("objects"), Durability.FSYNC, clock);
        S3Client s3 = server.client()) {
      List<String> keys =
          s3.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
              .map(S3Object::key)
              .toList();
      assertThat(keys).containsAll(answered);
      for (String key : keys) {
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray())
            .as(key)
            .isEqualTo(bytes(key));
      }
    }
  }

  /** The bytes that belong to a key: few of some keys, too many for a row of others. */
  static byte[] bytes(String key) {
    SplittableRandom random = new SplittableRandom(key.hashCode());
    byte[] bytes =
        new byte[random.nextInt(4) == 0 ? random.nextInt(400_000) : random.nextInt(2_000)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** An engine that closes without a checked exception. */
  record RocksDbEngineHolder(dev.forebay.storage.StorageEngine engine) implements AutoCloseable {
    static RocksDbEngineHolder open(Path folder, VirtualClock clock) throws Exception {
      return new RocksDbEngineHolder(
          RocksDbEngine.open(
              Files.createDirectories(folder).resolve("store"), Durability.FSYNC, clock));
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /** The process that is killed: puts objects and prints the key of each that was answered. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      VirtualClock clock = new VirtualClock(new SystemClock().now());
      RocksDbEngineHolder engine = RocksDbEngineHolder.open(folder, clock);
      S3Server server =
          new S3Server(engine.engine(), folder.resolve("objects"), Durability.FSYNC, clock);
      S3Client s3 = server.client();
      s3.createBucket(b -> b.bucket(BUCKET));
      for (int i = 0; i < 10_000; i++) {
        String key = "round-" + args[1] + "/" + i;
        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes(key)));
        System.out.println(key);
      }
    }
  }
}
