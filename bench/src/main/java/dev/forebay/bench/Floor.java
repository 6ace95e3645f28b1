package dev.forebay.bench;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.runtime.LaunchPlan;
import dev.forebay.execution.runtime.RuntimeSettings;
import dev.forebay.execution.runtime.Runtimes;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.execution.sandbox.SandboxSettings;
import dev.forebay.execution.sandbox.SandboxSpec;
import dev.forebay.execution.sandbox.SandboxedProcess;
import dev.forebay.execution.sandbox.Sandboxes;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.ByteSize;
import dev.forebay.model.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The floor: the least HTTP front and Runtime API hand-over that can serve the same function, with
 * the same bootstrap in the same sandbox. No signature, no permits, no logs, no limits. Started as
 * a process of its own: {@code Floor PORT RUNTIME HANDLER CODE_FOLDER RUN_FOLDER PROCESSES}.
 */
public final class Floor {
  private Floor() {}

  /** Serves until it is killed. */
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int processes = Integer.parseInt(arguments[5]);
    Path run = Path.of(arguments[4]);
    FunctionImage image = image(arguments[1], arguments[2], Path.of(arguments[3]));
    Sandbox sandbox =
        Sandboxes.choose(
            new SandboxSettings(
                SandboxSettings.Mode.AUTO,
                SandboxSettings.Outbound.NONE,
                run.resolve("sandbox"),
                Optional.empty()));
    LaunchPlan plan =
        new Runtimes(
                new RuntimeSettings(
                    run.resolve("runtimes"),
                    run.resolve("java"),
                    RuntimeSettings.Versions.NEAREST,
                    System.getenv()))
            .plan(image);
    BlockingQueue<FloorProcess> idle = new ArrayBlockingQueue<>(processes);
    for (int i = 0; i < processes; i++) {
      idle.add(start(sandbox, plan, image, run.resolve("process-" + i), "floor-" + i));
    }
    serve(port, idle);
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static void serve(int port, BlockingQueue<FloorProcess> idle) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            ByteBuffer event = Content.Source.asByteBuffer(request);
            FloorProcess process = idle.take();
            byte[] answer;
            try {
              answer = process.invoke(event);
            } finally {
              idle.add(process);
            }
            response.getHeaders().put("Content-Type", "application/json");
            response.write(true, ByteBuffer.wrap(answer), callback);
            return true;
          }
        });
    server.start();
  }

  private static FloorProcess start(
      Sandbox sandbox, LaunchPlan plan, FunctionImage image, Path folder, String name)
      throws IOException {
    Path control = Files.createDirectories(folder.resolve("control"));
    Path tmp = Files.createDirectories(folder.resolve("tmp"));
    Path opt = Files.createDirectories(folder.resolve("opt"));
    boolean own = sandbox.isolatesNetwork();
    FloorProcess process = new FloorProcess(control.resolve("runtime.sock"));
    Map<String, String> environment = new HashMap<>(plan.environment());
    environment.put("_HANDLER", image.handler());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", image.functionName());
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
    environment.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001");
    environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_DEFAULT_REGION", "us-east-1");
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", image.logging().group());
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]" + name);
    environment.put("AWS_ACCESS_KEY_ID", "ASIA0000000000000000");
    environment.put("AWS_SECRET_ACCESS_KEY", "secret");
    environment.put("AWS_SESSION_TOKEN", "token");
    environment.put("LAMBDA_TASK_ROOT", own ? "/var/task" : image.code().toString());
    environment.put(
        "_FOREBAY_RUNTIME_SOCKET",
        own ? "/run/forebay/runtime.sock" : control.resolve("runtime.sock").toString());
    SandboxedProcess started =
        sandbox.start(
            new SandboxSpec(
                name,
                plan.command(),
                environment,
                image.code(),
                opt,
                plan.mounts(),
                Files.writeString(folder.resolve("output"), ""),
                control,
                tmp,
                ByteSize.ofMebibytes(512),
                ByteSize.ofMebibytes(256),
                256 * 1000 / 1769,
                1024,
                !plan.holdsItself()));
    started.release();
    return process;
  }

  private static FunctionImage image(String runtime, String handler, Path code) {
    return new FunctionImage(
        new AccountRegion(new AccountId("000000000000"), new Region("us-east-1")),
        "floor",
        "$LATEST",
        "1",
        runtime,
        handler,
        "arn:aws:iam::000000000000:role/any",
        256,
        Duration.ofSeconds(30),
        512,
        Map.of(),
        code,
        List.of(),
        new FunctionImage.Logging("/aws/lambda/floor", false, Optional.empty(), Optional.empty()),
        "on-demand");
  }
}
