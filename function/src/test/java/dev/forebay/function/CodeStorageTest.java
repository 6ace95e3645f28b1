package dev.forebay.function;

import static dev.forebay.function.TestLambda.assertInvalid;
import static dev.forebay.function.TestLambda.assertRefused;
import static dev.forebay.function.TestLambda.python;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Blobs;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

final class CodeStorageTest {
  private static final Duration GRACE = Duration.ofMinutes(17);

  @TempDir Path folder;

  @Test
  void oneFolderIsSharedByAllThatHaveTheSameCode() throws IOException {
    TestLambda lambda = new TestLambda(folder);
    SdkBytes zip = Zips.python("shared");
    lambda.call(python("a").code(FunctionCode.builder().zipFile(zip).build()).build());
    lambda.call(python("b").code(FunctionCode.builder().zipFile(zip).build()).build());
    lambda.publish("a");

    assertThat(folders()).hasSize(1);
    assertThat(lambda.resolve("a").version().code())
        .isEqualTo(lambda.resolve("b").version().code())
        .isEqualTo(lambda.resolve("a", "1").version().code());
    delete(lambda, "a");
    lambda.clock.advance(GRACE);
    assertThat(folders()).hasSize(1);
    assertThat(lambda.resolve("b").version().code().resolve("handler.py")).hasContent("shared");
  }

  @Test
  void codeThatNobodyHoldsGoesOnceNoInvocationCanRunFromItAnyMore() throws IOException {
    TestLambda lambda = new TestLambda(folder);
    lambda.create("f");
    Path before = lambda.resolve("f").version().code();
    lambda.call(
        UpdateFunctionCodeRequest.builder().functionName("f").zipFile(Zips.python("2")).build());

    assertThat(before).isDirectory();
    lambda.clock.advance(GRACE);
    assertThat(before).doesNotExist();
    assertThat(lambda.engine.blobs().get(new Blobs.BlobId(before.getFileName().toString())))
        .isEmpty();
    assertThat(lambda.resolve("f").version().code()).isDirectory();
  }

  @Test
  void codeThatWasGivenUpAndTakenAgainMeanwhileStays() {
    TestLambda lambda = new TestLambda(folder);
    lambda.create("f");
    delete(lambda, "f");
    lambda.create("f");
    lambda.clock.advance(GRACE);
    assertThat(lambda.resolve("f").version().code().resolve("handler.py")).exists();
  }

  @Test
  void aRefusedUploadLeavesNothingBehind() throws IOException {
    TestLambda lambda = new TestLambda(folder);
    assertInvalid(
        () ->
            lambda.call(
                python("f")
                    .code(FunctionCode.builder().zipFile(SdkBytes.fromUtf8String("no zip")).build())
                    .build()),
        "Could not unzip uploaded file. Please check your file, then try to upload again.");
    lambda.clock.advance(GRACE);
    assertThat(folders()).isEmpty();
  }

  @Test
  void aZipOfMoreThan50MegabytesIsRefused() {
    TestLambda lambda = new TestLambda(folder);
    assertRefused(
        () ->
            lambda.call(
                python("f")
                    .code(
                        FunctionCode.builder()
                            .zipFile(SdkBytes.fromByteArrayUnsafe(new byte[52_428_801]))
                            .build())
                    .build()),
        413,
        "RequestEntityTooLargeException",
        "Zipped size must be smaller than 52428800 bytes");
  }

  @Test
  void accountSettingsCountEachVersionsCode() {
    TestLambda lambda = new TestLambda(folder);
    lambda.create("f");
    lambda.publish("f");
    lambda.create("g");
    GetAccountSettingsResponse settings =
        lambda.call(GetAccountSettingsResponse.class, GetAccountSettingsRequest.builder().build());
    long f = Zips.python("# f").asByteArray().length;
    long g = Zips.python("# g").asByteArray().length;

    assertThat(settings.accountUsage().totalCodeSize()).isEqualTo(2 * f + g);
    assertThat(settings.accountUsage().functionCount()).isEqualTo(2);
    assertThat(settings.accountLimit().totalCodeSize()).isEqualTo(80_530_636_800L);
    assertThat(settings.accountLimit().codeSizeUnzipped()).isEqualTo(262_144_000L);
    assertThat(settings.accountLimit().codeSizeZipped()).isEqualTo(52_428_800L);
    assertThat(settings.accountLimit().concurrentExecutions()).isEqualTo(1_000);
    assertThat(settings.accountLimit().unreservedConcurrentExecutions()).isEqualTo(1_000);
  }

  @Nested
  final class AfterARestart {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2025-11-25T02:26:54Z"));

    @Test
    void functionsRunAgainAndPendingOnesHaveSettled() {
      FunctionSettings slow = TestLambda.settlingIn(Duration.ofSeconds(5));
      try (StorageEngine engine = open()) {
        new TestLambda(code(), slow, clock, engine).create("f");
      }
      clock.advance(Duration.ofSeconds(6));
      try (StorageEngine engine = open()) {
        TestLambda again = new TestLambda(code(), slow, clock, engine);
        GetFunctionResponse got =
            again.call(
                GetFunctionResponse.class, GetFunctionRequest.builder().functionName("f").build());
        assertThat(got.configuration().stateAsString()).isEqualTo("Active");
        assertThat(again.resolve("f").version().code().resolve("handler.py")).hasContent("# f");
      }
    }

    @Test
    void foldersAreMadeAgainWhenTheyAreLost() throws IOException {
      try (StorageEngine engine = open()) {
        new TestLambda(code(), FunctionSettings.STANDARD, clock, engine).create("f");
      }
      for (Path child : list(code())) {
        if (Files.isDirectory(child)) {
          Files.delete(child.resolve("handler.py"));
          Files.delete(child);
        }
      }
      try (StorageEngine engine = open()) {
        TestLambda again = new TestLambda(code(), FunctionSettings.STANDARD, clock, engine);
        assertThat(again.resolve("f").version().code().resolve("handler.py")).hasContent("# f");
      }
    }

    @Test
    void whatNobodyHoldsAndWhatIsHalfDoneIsRemoved() throws IOException {
      Path orphan;
      try (StorageEngine engine = open()) {
        TestLambda lambda = new TestLambda(code(), FunctionSettings.STANDARD, clock, engine);
        lambda.create("f");
        lambda.create("g");
        orphan = lambda.resolve("f").version().code();
        delete(lambda, "f");
        Files.createDirectories(code().resolve(".part-7/x"));
        Files.createDirectories(code().resolve("0".repeat(64)));
      }
      try (StorageEngine engine = open()) {
        TestLambda again = new TestLambda(code(), FunctionSettings.STANDARD, clock, engine);
        assertThat(orphan).doesNotExist();
        assertThat(engine.blobs().get(new Blobs.BlobId(orphan.getFileName().toString()))).isEmpty();
        assertThat(code().resolve(".part-7")).doesNotExist();
        assertThat(code().resolve("0".repeat(64))).doesNotExist();
        assertThat(again.resolve("g").version().code()).isDirectory();
      }
    }

    @Test
    void numbersOfDeletedVersionsAreNotUsedAgain() {
      try (StorageEngine engine = open()) {
        TestLambda lambda = new TestLambda(code(), FunctionSettings.STANDARD, clock, engine);
        lambda.create("f");
        lambda.publish("f");
        lambda.call(DeleteFunctionRequest.builder().functionName("f").qualifier("1").build());
      }
      try (StorageEngine engine = open()) {
        TestLambda again = new TestLambda(code(), FunctionSettings.STANDARD, clock, engine);
        assertThat(again.publish("f").version()).isEqualTo("2");
      }
    }

    private StorageEngine open() {
      return RocksDbEngine.open(folder.resolve("data"), Durability.OS, clock);
    }

    private Path code() {
      return folder.resolve("code");
    }
  }

  private static void delete(TestLambda lambda, String name) {
    lambda.call(DeleteFunctionRequest.builder().functionName(name).build());
  }

  private List<Path> folders() throws IOException {
    return list(folder).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }
}
