package dev.forebay.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** The contenders, started on this machine from the repository's folder. */
final class Machine {
  static final String PYTHON =
      "def handle(event, context):\n    return {\"n\": event[\"n\"] + 1}\n";
  static final String NODE = "exports.handler = async (event) => ({ n: event.n + 1 });\n";
  private static final String ROLE = "arn:aws:iam::000000000000:role/any";

  private final Path repository;
  private final Path scratch;

  Machine(Path repository, Path scratch) {
    this.repository = repository;
    this.scratch = scratch;
  }

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** The distribution, started by its launcher, which must have made its AOT cache. */
  Contender forebay(String... flags) throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new java.util.ArrayList<>();
    command.addAll(
        List.of(
            repository.resolve("forebay").toString(),
            "start",
            "--port=" + port,
            "--data-dir=" + scratch.resolve("forebay-" + port)));
    command.addAll(List.of(flags));
    Process process =
        Contender.start(scratch, Map.of(), scratch.resolve("forebay-" + port + ".log"), command);
    URI root = URI.create("http://127.0.0.1:" + port);
    Contender.awaitHttp(root.resolve("/_forebay/health"), process);
    return new Contender("Forebay", process, root);
  }

  /** The floor, with as many processes of the function as may be busy at once. */
  Contender floor(String runtime, String handler, Path code, int processes)
      throws IOException, InterruptedException {
    int port = freePort();
    Path run = Files.createDirectories(scratch.resolve("floor-" + port));
    Process process =
        Contender.start(
            scratch,
            Map.of(),
            scratch.resolve("floor-" + port + ".log"),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                Floor.class.getName(),
                Integer.toString(port),
                runtime,
                handler,
                code.toString(),
                run.toString(),
                Integer.toString(processes)));
    URI root = URI.create("http://127.0.0.1:" + port + "/");
    awaitPort(port, process);
    return new Contender("floor", process, root);
  }

  /** A bare echo on the HTTP front that the server has. */
  Contender echo() throws IOException, InterruptedException {
    int port = freePort();
    Process process =
        Contender.start(
            scratch,
            Map.of(),
            scratch.resolve("echo-" + port + ".log"),
            List.of(
                java(),
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Echo.class.getName(),
                Integer.toString(port)));
    awaitPort(port, process);
    return new Contender("bare echo", process, URI.create("http://127.0.0.1:" + port));
  }

  /** A bare handler that puts and gets files, on the HTTP front that the server has. */
  Contender fileServer() throws IOException, InterruptedException {
    int port = freePort();
    Process process =
        Contender.start(
            scratch,
            Map.of(),
            scratch.resolve("files-" + port + ".log"),
            List.of(
                java(),
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                FileServer.class.getName(),
                Integer.toString(port),
                Files.createDirectories(scratch.resolve("files-" + port)).toString()));
    awaitListening(port, process);
    return new Contender("bare files", process, URI.create("http://127.0.0.1:" + port));
  }

  /** DynamoDB Local in memory, from the folder of jars that its pom makes. */
  Contender dynamoDbLocal() throws IOException, InterruptedException {
    Path jars = jars("dynamodb-local");
    int port = freePort();
    Process process =
        Contender.start(
            scratch,
            Map.of(),
            scratch.resolve("dynamodb-local-" + port + ".log"),
            List.of(
                java(),
                "-Dsqlite4java.library.path=" + jars,
                "-cp",
                jars + "/*",
                "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                "-inMemory",
                "-port",
                Integer.toString(port)));
    awaitListening(port, process);
    return new Contender(
        "DynamoDB Local in memory", process, URI.create("http://127.0.0.1:" + port));
  }

  /** Adobe's S3Mock, from the folder of jars that its pom makes. */
  Contender s3Mock() throws IOException, InterruptedException {
    Path jars = jars("s3mock");
    int port = freePort();
    Process process =
        Contender.start(
            scratch,
            Map.of(),
            scratch.resolve("s3mock-" + port + ".log"),
            List.of(
                java(),
                "-Dserver.port=0",
                "-Dhttp.port=" + port,
                "-cp",
                jars + "/*",
                "com.adobe.testing.s3mock.S3MockApplication",
                "--com.adobe.testing.s3mock.store.root="
                    + Files.createDirectories(scratch.resolve("s3mock-" + port))));
    awaitListening(port, process);
    return new Contender("S3Mock", process, URI.create("http://127.0.0.1:" + port));
  }

  private Path jars(String peer) throws IOException {
    Path jars = repository.resolve("bench/src/main/peers/" + peer + "/target/lib");
    if (!Files.isDirectory(jars)) {
      throw new IOException("run ./mvnw -f bench/src/main/peers/" + peer + " package first");
    }
    return jars;
  }

  /** ElasticMQ's server, from the folder of jars that its pom makes. */
  Contender elasticMq(String name, String storage) throws IOException, InterruptedException {
    Path jars = jars("elasticmq");
    int port = freePort();
    Path settings =
        Files.writeString(
            scratch.resolve("elasticmq-" + port + ".conf"),
            "include classpath(\"application.conf\")\n"
                + "node-address.port = "
                + port
                + "\nrest-sqs.bind-hostname = \"127.0.0.1\"\nrest-sqs.bind-port = "
                + port
                + "\nrest-stats.enabled = false\n"
                + storage);
    Process process =
        Contender.start(
            scratch,
            Map.of(),
            scratch.resolve("elasticmq-" + port + ".log"),
            List.of(
                java(),
                "-Dconfig.file=" + settings,
                "-cp",
                jars + "/*",
                "org.elasticmq.server.Main"));
    awaitPort(port, process);
    return new Contender(name, process, URI.create("http://127.0.0.1:" + port));
  }

  /** kinesalite, in memory, from the folder that npm fills. */
  Contender kinesalite() throws IOException, InterruptedException {
    Path folder = repository.resolve("bench/src/main/peers/kinesalite");
    if (!Files.isDirectory(folder.resolve("node_modules"))) {
      throw new IOException("run npm ci --ignore-scripts in " + folder + " first");
    }
    int port = freePort();
    Process process =
        Contender.start(
            folder,
            Map.of(),
            scratch.resolve("kinesalite-" + port + ".log"),
            List.of("node", "node_modules/kinesalite/cli.js", "--port=" + port));
    awaitListening(port, process);
    return new Contender("kinesalite in memory", process, URI.create("http://127.0.0.1:" + port));
  }

  Path scratch() {
    return scratch;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Ours, by absolute paths: the child runs in another folder. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(part -> Path.of(part).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** serverless-offline, as its folder under bench/src/main/peers configures it. */
  Contender serverlessOffline(String function) throws IOException, InterruptedException {
    Path folder = repository.resolve("bench/src/main/peers/serverless-offline");
    if (!Files.isDirectory(folder.resolve("node_modules"))) {
      throw new IOException("run npm ci in " + folder + " first");
    }
    int port = freePort();
    Process process =
        Contender.start(
            folder,
            Map.of("SLS_TELEMETRY_DISABLED", "1", "SLS_NOTIFICATIONS_MODE", "off"),
            scratch.resolve("serverless-" + port + ".log"),
            List.of(
                "node",
                "node_modules/serverless/bin/serverless.js",
                "offline",
                "start",
                "--lambdaPort=" + port,
                "--httpPort=" + freePort(),
                "--noPrependStageInUrl"));
    awaitPort(port, process);
    return new Contender(
        "serverless-offline",
        process,
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/2015-03-31/functions/peer-dev-"
                + function
                + "/invocations"));
  }

  /** For a server that answers a GET with nothing. */
  private static void awaitListening(int port, Process process)
      throws IOException, InterruptedException {
    for (int i = 0; i < 600 && process.isAlive(); i++) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (probe.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
    throw new IOException("nothing listens on port " + port);
  }

  private static void awaitPort(int port, Process process)
      throws IOException, InterruptedException {
    Contender.awaitHttp(URI.create("http://127.0.0.1:" + port + "/_absent"), process);
  }

  static LambdaClient lambda(URI endpoint) {
    return LambdaClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  static void create(LambdaClient lambda, String name, String runtime, String handler, byte[] zip) {
    lambda.createFunction(request ->
        request
            .functionName(name)
            .runtime(runtime)
            .handler(handler)
            .role(ROLE)
            .timeout(30)
            .memorySize(256)
            .code(code -> code.zipFile(SdkBytes.fromByteArray(zip))));
    lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
  }
}
