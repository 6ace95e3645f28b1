package dev.forebay.execution.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.runtime.LaunchDecision.Planned;
import dev.forebay.execution.runtime.LaunchDecision.Refused;
import dev.forebay.execution.runtime.RuntimeSettings.Versions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimesTest {
  @TempDir Path scratch;

  @ParameterizedTest
  @CsvSource({
    "python3.12, PYTHON, 3, 12",
    "nodejs22.x, NODEJS, 22, 0",
    "nodejs4.3-edge, NODEJS, 4, 0",
    "java8.al2, JAVA, 8, 0",
    "java25, JAVA, 25, 0",
    "ruby3.4, RUBY, 3, 4",
    "dotnetcore3.1, DOTNET, 3, 0",
    "go1.x, GO, 1, 0",
    "provided, PROVIDED, 0, 0",
    "provided.al2023, PROVIDED, 0, 0"
  })
  void everyIdentifierHasFamilyAndVersion(String identifier, Family family, int major, int minor) {
    assertThat(ManagedRuntime.of(identifier))
        .contains(new ManagedRuntime(identifier, family, new Version(major, minor)));
  }

  @Test
  void identifiersAreCaseSensitive() {
    assertThat(ManagedRuntime.of("PYTHON3.9")).isEmpty();
    assertThat(ManagedRuntime.all()).hasSize(49);
  }

  @Test
  void aCustomRuntimeRunsThePackagesBootstrapElseALayers() throws Exception {
    Path code = Files.createDirectory(scratch.resolve("code"));
    Path layer = Files.createDirectory(scratch.resolve("layer"));
    assertThat(provided(code, layer))
        .isEqualTo(
            new Refused(
                "Runtime.InvalidEntrypoint",
                "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"));
    Path shared = Files.writeString(layer.resolve("bootstrap"), "#!/bin/sh\n");
    assertThat(shared.toFile().setExecutable(true)).isTrue();
    assertThat(provided(code, layer))
        .isInstanceOfSatisfying(
            Planned.class,
            planned -> {
              assertThat(planned.plan().command()).containsExactly("/opt/bootstrap");
              assertThat(planned.plan().holdsItself()).isFalse();
              assertThat(planned.plan().environment())
                  .containsEntry("TZ", ":UTC")
                  .doesNotContainKey("AWS_EXECUTION_ENV");
            });
    Path own = Files.writeString(code.resolve("bootstrap"), "#!/bin/sh\n");
    assertThat(provided(code, layer))
        .isEqualTo(
            new Refused(
                "Runtime.InvalidEntrypoint", "fork/exec /var/task/bootstrap: permission denied"));
    assertThat(own.toFile().setExecutable(true)).isTrue();
    assertThat(provided(code, layer))
        .isInstanceOfSatisfying(
            Planned.class,
            planned -> assertThat(planned.plan().command()).containsExactly("/var/task/bootstrap"));
  }

  @ParameterizedTest
  @CsvSource({"dotnet8", "go1.x", "python9.9"})
  void aRuntimeThatCannotRunHereIsRefusedWithTheReason(String runtime) {
    assertThat(
            TestRuntimes.in(scratch)
                .decide(RunningFunction.image(scratch, runtime, "h", Map.of(), List.of())))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.errorType()).isEqualTo("InvalidRuntimeException");
              assertThat(refused.message()).contains(runtime);
            });
  }

  @Test
  void theNearestVersionStandsInUnlessExactOnesAreAskedFor() throws Exception {
    Path home = Files.createDirectory(scratch.resolve("home"));
    python(home, "3.9.18");
    python(home, "3.12.1");
    Map<String, String> machine = Map.of("PYENV_ROOT", home.toString());
    Interpreters interpreters =
        new Interpreters(new InterpreterSearch(machine), new Probe(Bootstraps.extract(scratch)));
    List<String> releases =
        interpreters.of(Family.PYTHON).stream().map(Interpreter::release).toList();
    assertThat(releases).contains("3.12.1", "3.9.18");
    assertThat(interpreters.nearest(Family.PYTHON, new Version(3, 9)))
        .map(Interpreter::release)
        .contains("3.9.18");
    Runtimes exact = new Runtimes(new RuntimeSettings(scratch, scratch, Versions.EXACT, machine));
    assertThat(exact.decide(RunningFunction.image(scratch, "python3.99", "h", Map.of(), List.of())))
        .isInstanceOf(Refused.class);
    assertThat(exact.decide(RunningFunction.image(scratch, "python3.8", "h", Map.of(), List.of())))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.message()).contains("exact versions"));
    assertThat(exact.decide(RunningFunction.image(scratch, "python3.9", "h", Map.of(), List.of())))
        .isInstanceOfSatisfying(
            Planned.class,
            planned ->
                assertThat(planned.plan().environment())
                    .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_python3.9"));
  }

  @ParameterizedTest
  @CsvSource({"NODE_OPTIONS, --require=/opt/spy.js", "AWS_LAMBDA_EXEC_WRAPPER, /opt/wrapper"})
  void aProcessThatWouldRunTheFunctionsCodeAsItBootsIsHeldFromOutside(String name, String value) {
    LaunchDecision decision =
        TestRuntimes.in(scratch)
            .decide(
                RunningFunction.image(scratch, "nodejs20.x", "h", Map.of(name, value), List.of()));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Planned.class, planned -> assertThat(planned.plan().holdsItself()).isFalse());
  }

  @Test
  void aProgramThatIsNoInterpreterIsNotFound() throws Exception {
    Path home = Files.createDirectory(scratch.resolve("home"));
    Path liar = Files.createDirectories(home.resolve("versions/1.0/bin")).resolve("python3");
    Files.writeString(liar, "#!/bin/sh\nexit 3\n");
    assertThat(liar.toFile().setExecutable(true)).isTrue();
    Runtimes runtimes =
        new Runtimes(
            new RuntimeSettings(
                scratch, scratch, Versions.NEAREST, Map.of("PYENV_ROOT", home.toString())));
    assertThat(runtimes.found()).noneMatch(found -> found.path().startsWith(home));
  }

  private LaunchDecision provided(Path code, Path layer) {
    return TestRuntimes.in(scratch)
        .decide(RunningFunction.image(code, "provided.al2023", "", Map.of(), List.of(layer)));
  }

  /** A program that answers our questions as a Python would. */
  private static void python(Path home, String release) throws Exception {
    Path bin = Files.createDirectories(home.resolve("versions").resolve(release).resolve("bin"));
    Path program = bin.resolve("python3");
    Files.writeString(
        program,
        "#!/bin/sh\necho version=%s\necho executable=%s\necho prefix=%s\n"
            .formatted(release, program, bin.getParent()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }
}
