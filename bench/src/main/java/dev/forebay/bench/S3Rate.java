package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * PutObject and GetObject, signed and (Forebay) on disk, by Forebay and by Adobe's S3Mock, in turns
 * of one run: objects of 1 KiB beside a bare echo on the same HTTP front, or objects of 1 MiB
 * beside a bare handler that puts and gets files. After {@code ./forebay warmup} and {@code ./mvnw
 * -f bench/src/main/peers/s3mock package}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.S3Rate BYTES [SECONDS] [alone]</pre>
 *
 * <p>{@code alone} leaves the peer out.
 */
public final class S3Rate {
  private static final int SMALL = 64 * 1024;
  private static final int KEYS = 64;

  private S3Rate() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int bytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1024;
    Duration span = Duration.ofSeconds(arguments.length > 1 ? Long.parseLong(arguments[1]) : 2);
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    byte[] object = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
    boolean small = bytes < SMALL;
    List<Contender> contenders = new ArrayList<>();
    try {
      Turns turns = new Turns();
      Contender floor = small ? machine.echo() : machine.fileServer();
      contenders.add(floor);
      turns.add(floor, "PUT", put(floor, object));
      if (!small) {
        turns.add(floor, "GET", get(floor));
      }
      contenders.add(machine.forebay());
      if (arguments.length < 3) {
        contenders.add(machine.s3Mock());
      }
      for (Contender contender : contenders.subList(1, contenders.size())) {
        createBucket(contender.call());
        turns.add(contender, "PutObject", put(contender, object));
        turns.add(contender, "GetObject", get(contender));
      }
      turns.run(span);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private static void createBucket(URI server) throws IOException {
    try (Connection connection = new Connection(server)) {
      Connection.Answer _ =
          connection.call(
              SignedCall.of(
                  SdkHttpMethod.PUT, server.resolve("/bench"), "s3", new byte[0], Map.of()));
    }
  }

  private static Load.Work put(Contender contender, byte[] object) {
    return calls(contender, SdkHttpMethod.PUT, object);
  }

  private static Load.Work get(Contender contender) {
    return calls(contender, SdkHttpMethod.GET, new byte[0]);
  }

  private static Load.Work calls(Contender contender, SdkHttpMethod method, byte[] body) {
    return new Rotation(
        IntStream.range(0, KEYS)
            .mapToObj(i -> contender.call().resolve("/bench/object-" + i))
            .map(uri -> SignedCall.of(method, uri, "s3", body, Map.of()))
            .toList());
  }
}
