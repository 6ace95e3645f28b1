package dev.forebay.execution;

import dev.forebay.execution.runtime.LaunchPlan;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The environment variables of a function's processes. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">Using
 *     Lambda environment variables</a>
 */
final class FunctionVariables {
  private static final String DAEMON = "169.254.100.1";

  private static final Set<String> NOT_FOR_EXTENSIONS =
      Set.of(
          "AWS_EXECUTION_ENV",
          "AWS_LAMBDA_LOG_GROUP_NAME",
          "AWS_LAMBDA_LOG_STREAM_NAME",
          "AWS_XRAY_CONTEXT_MISSING",
          "AWS_XRAY_DAEMON_ADDRESS",
          "LAMBDA_RUNTIME_DIR",
          "LAMBDA_TASK_ROOT");

  private FunctionVariables() {}

  /**
   * All variables of the runtime: defaults that the function may replace, what the runtime needs,
   * the function's own, and those that are reserved.
   *
   * @param runtimeApi host and port
   */
  static Map<String, String> of(
      FunctionImage image,
      LaunchPlan plan,
      RoleCredentials.Session session,
      LogSink.LogStreamName stream,
      String runtimeApi,
      URI endpoint) {
    Map<String, String> all = new LinkedHashMap<>(defaults());
    all.put("AWS_ENDPOINT_URL", endpoint.toString());
    all.putAll(plan.environment());
    all.putAll(image.environment());
    all.put("_HANDLER", image.handler());
    all.put("AWS_REGION", image.place().region().value());
    all.put("AWS_DEFAULT_REGION", image.place().region().value());
    if (!image.runtime().startsWith("provided")) {
      all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + image.runtime());
    }
    all.put("AWS_LAMBDA_FUNCTION_NAME", image.functionName());
    all.put("AWS_LAMBDA_FUNCTION_VERSION", image.version());
    all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(image.memoryMegabytes()));
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", image.initializationType());
    all.put("AWS_LAMBDA_LOG_GROUP_NAME", stream.group());
    all.put("AWS_LAMBDA_LOG_STREAM_NAME", stream.stream());
    all.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    all.put("AWS_ACCESS_KEY_ID", session.accessKeyId());
    all.put("AWS_SECRET_ACCESS_KEY", session.secretAccessKey());
    all.put("AWS_SESSION_TOKEN", session.sessionToken());
    all.put("LAMBDA_TASK_ROOT", "/var/task");
    all.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
    if (image.logging().json()) {
      all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
      all.put("AWS_LAMBDA_LOG_LEVEL", image.logging().applicationLevel().orElse("INFO"));
    }
    return all;
  }

  private static Map<String, String> defaults() {
    return Map.of(
        "LANG",
        "en_US.UTF-8",
        "PATH",
        "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LD_LIBRARY_PATH",
        "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib"
            + ":/opt/lib",
        "TZ",
        ":UTC",
        "AWS_XRAY_CONTEXT_MISSING",
        "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS",
        DAEMON + ":2000",
        "_AWS_XRAY_DAEMON_ADDRESS",
        DAEMON,
        "_AWS_XRAY_DAEMON_PORT",
        "2000");
  }

  /** What of it an external extension gets. */
  static Map<String, String> forExtensions(Map<String, String> all) {
    Map<String, String> some = new LinkedHashMap<>(all);
    some.keySet().removeIf(name -> name.startsWith("_") || NOT_FOR_EXTENSIONS.contains(name));
    return some;
  }
}
