package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.runtime.FakeRuntimeApi.Answer;
import dev.forebay.execution.runtime.FakeRuntimeApi.Event;
import dev.forebay.execution.sandbox.SandboxSpec;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A function that was started by its plan, in bubblewrap, against the fake Runtime API. */
final class RunningFunction implements AutoCloseable {
  private final FakeRuntimeApi api;
  private final Process process;
  private final Path output;
  private int invocations;

  private RunningFunction(FakeRuntimeApi api, Process process, Path output) {
    this.api = api;
    this.process = process;
    this.output = output;
  }

  /** An image of these files, named by their path in the package. */
  static FunctionImage image(
      Path scratch, String runtime, String handler, Map<String, String> files) throws IOException {
    return image(scratch, runtime, handler, files, Map.of());
  }

  static FunctionImage image(
      Path scratch,
      String runtime,
      String handler,
      Map<String, String> files,
      Map<String, String> environment)
      throws IOException {
    Path code = Files.createTempDirectory(scratch, "task");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = code.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return image(code, runtime, handler, environment, List.of());
  }

  static FunctionImage image(
      Path code,
      String runtime,
      String handler,
      Map<String, String> environment,
      List<Path> layers) {
    return new FunctionImage(
        new AccountRegion(new AccountId("000000000000"), new Region("us-east-1")),
        "f",
        "$LATEST",
        "1",
        runtime,
        handler,
        "arn:aws:iam::000000000000:role/r",
        512,
        Duration.ofSeconds(30),
        512,
        environment,
        code,
        layers,
        new FunctionImage.Logging("/aws/lambda/f", false, Optional.empty(), Optional.empty()),
        "on-demand");
  }

  /** Starts the image and holds it. */
  static RunningFunction held(Path scratch, Runtimes runtimes, FunctionImage image)
      throws IOException {
    LaunchDecision decision = runtimes.decide(image);
    if (!(decision instanceof LaunchDecision.Planned(LaunchPlan plan))) {
      throw new AssertionError("not planned: " + decision);
    }
    Path control = Files.createTempDirectory(scratch, "c");
    Path output = Files.createTempFile(scratch, "output", ".txt");
    Path opt = Files.createTempDirectory(scratch, "opt");
    FakeRuntimeApi api = new FakeRuntimeApi(control.resolve("runtime.sock"));
    Map<String, String> environment = new HashMap<>(plan.environment());
    environment.putAll(image.environment());
    environment.put("_HANDLER", image.handler());
    environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", image.functionName());
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", image.version());
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(image.memoryMegabytes()));
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", image.logging().group());
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/21/[$LATEST]0");
    environment.put("AWS_REGION", image.place().region().toString());
    List<String> command = new ArrayList<>(List.of("bwrap", "--unshare-pid", "--die-with-parent"));
    for (String system : List.of("/usr", "/etc")) {
      command.addAll(List.of("--ro-bind", system, system));
    }
    for (String link : List.of("bin", "lib", "lib64", "sbin")) {
      command.addAll(List.of("--symlink", "usr/" + link, "/" + link));
    }
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    command.addAll(List.of("--ro-bind", image.code().toString(), "/var/task"));
    Path top = image.layers().isEmpty() ? opt : image.layers().getLast();
    command.addAll(List.of("--ro-bind", top.toString(), "/opt"));
    for (SandboxSpec.Mount mount : plan.mounts()) {
      command.addAll(List.of("--ro-bind", mount.host().toString(), mount.inside()));
    }
    command.addAll(List.of("--bind", control.toString(), "/run/forebay"));
    command.addAll(List.of("--chdir", "/var/task", "--clearenv"));
    environment.forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
    command.addAll(plan.command());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new RunningFunction(api, process, output);
  }

  static RunningFunction started(Path scratch, Runtimes runtimes, FunctionImage image)
      throws IOException {
    RunningFunction function = held(scratch, runtimes, image);
    function.release();
    return function;
  }

  void release() throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write('\n');
    }
  }

  /** Invokes with this event; ids count from {@code id-1}. */
  Answer invoke(String json) throws InterruptedException {
    invocations++;
    return invoke(Event.of("id-" + invocations, json));
  }

  Answer invoke(Event event) throws InterruptedException {
    api.offer(event);
    return answer();
  }

  /** What the runtime posts next. */
  Answer answer() throws InterruptedException {
    try {
      return api.answer();
    } catch (AssertionError none) {
      throw new AssertionError(none.getMessage() + "; it printed:\n" + printed(), none);
    }
  }

  /** Ends it in any case and says what it printed. */
  String printed() {
    try (InputStream in = Files.newInputStream(output)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Waits for the process to end. */
  int exit() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after a minute");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    api.close();
  }
}
