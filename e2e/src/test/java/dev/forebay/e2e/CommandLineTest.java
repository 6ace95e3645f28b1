package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI, unmodified, with AWS_ENDPOINT_URL set and nothing else. */
class CommandLineTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/any";

  @TempDir static Path data;
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Server server;

  @SuppressWarnings("NullAway.Init")
  private Shell shell;

  @BeforeAll
  static void start() {
    server = Server.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void openShell() {
    shell = Shell.at(server.endpoint(), folder);
  }

  @Test
  void aFunctionIsCreatedInvokedUpdatedPublishedAliasedAndItsLogsAreRead() throws IOException {
    zip(
        "one.zip",
        "handler.py",
        "def handle(event, context):\n    print('seen', event['n'])\n    return {'answer': event['n'] + 1}\n");
    zip(
        "two.zip",
        "handler.py",
        "def handle(event, context):\n    return {'answer': event['n'] + 2}\n");
    Files.writeString(folder.resolve("event.json"), "{\"n\": 41}");

    assertThat(
            aws(
                "lambda create-function --function-name tour --runtime python3.13 --handler"
                    + " handler.handle --zip-file fileb://one.zip --query State --output text --role "
                    + ROLE))
        .isEqualTo("Pending");
    aws("lambda wait function-active-v2 --function-name tour");

    String log =
        aws(
            "lambda invoke --function-name tour --payload fileb://event.json --log-type Tail"
                + " --query LogResult --output text answer.json");
    assertThat(folder.resolve("answer.json")).hasContent("{\"answer\": 42}");
    assertThat(new String(Base64.getDecoder().decode(log), StandardCharsets.UTF_8))
        .containsSubsequence(
            "START RequestId: ",
            "Version: $LATEST",
            "seen 41",
            "END RequestId: ",
            "REPORT RequestId: ",
            "Billed Duration: ",
            "Memory Size: 128 MB",
            "Max Memory Used: ");

    aws("lambda publish-version --function-name tour --query Version --output text");
    aws("lambda update-function-code --function-name tour --zip-file fileb://two.zip");
    aws("lambda wait function-updated-v2 --function-name tour");
    aws("lambda invoke --function-name tour --payload fileb://event.json answer.json");
    assertThat(folder.resolve("answer.json")).hasContent("{\"answer\": 43}");

    aws("lambda create-alias --function-name tour --name live --function-version 1");
    assertThat(
            aws(
                "lambda invoke --function-name tour:live --payload fileb://event.json --query"
                    + " ExecutedVersion --output text answer.json"))
        .isEqualTo("1");
    assertThat(folder.resolve("answer.json")).hasContent("{\"answer\": 42}");

    assertThat(aws("logs tail /aws/lambda/tour --format short"))
        .contains("seen 41", "REPORT RequestId: ");
    assertThat(
            aws(
                "logs filter-log-events --log-group-name /aws/lambda/tour --filter-pattern seen"
                    + " --query events[].message --output text"))
        .contains("seen 41");
  }

  @Test
  void callerIdentityIsAnswered() {
    assertThat(aws("sts get-caller-identity --query Arn --output text"))
        .isEqualTo("arn:aws:iam::000000000000:root");
  }

  @Test
  void wrongInputGetsTheAnswerThatAwsGives() throws IOException {
    zip("good.zip", "handler.py", "def handle(event, context):\n    return 1\n");
    String create = "lambda create-function --function-name wrong --handler handler.handle ";

    assertThat(refused(create + "--runtime python3.13 --zip-file fileb://good.zip --role none"))
        .contains(
            "(ValidationException)",
            "1 validation error detected: Value 'none' at 'role' failed to satisfy constraint:"
                + " Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::");
    assertThat(refused(create + "--runtime cobol85 --zip-file fileb://good.zip --role " + ROLE))
        .contains(
            "(InvalidParameterValueException)",
            "Value cobol85 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [");
    assertThat(refused("lambda get-function --function-name absent"))
        .contains(
            "(ResourceNotFoundException)",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent");
    assertThat(refused("lambda create-event-source-mapping --function-name absent"))
        .contains("(InvalidParameterValueException)", "Unrecognized event source.");
    assertThat(refused("lambda list-capacity-providers"))
        .contains("is not implemented yet in Forebay");
  }

  @Test
  void aFunctionThatCannotRunSaysWhy() throws IOException {
    create("no-handler", "handler.missing", "def handle(event, context):\n    return 1\n");
    assertThat(errorOf("no-handler"))
        .contains(
            "\"errorType\": \"Runtime.HandlerNotFound\"",
            "Handler 'missing' missing on module 'handler'");
    create("no-module", "absent.handle", "x = 1\n");
    assertThat(errorOf("no-module"))
        .contains(
            "Runtime.ImportModuleError",
            "Unable to import module 'absent': No module named 'absent'");
    create("bad-syntax", "handler.handle", "def handle(event, context)\n    return 1\n");
    assertThat(errorOf("bad-syntax"))
        .contains("Runtime.UserCodeSyntaxError", "Syntax error in module 'handler'");
    create("exits", "handler.handle", "import os\nos._exit(3)\n");
    assertThat(errorOf("exits"))
        .contains("Runtime.ExitError", "Runtime exited with error: exit status 3");
  }

  @Test
  void aPayloadOverSixMegabytesIsRefused() throws IOException {
    create("large", "handler.handle", "def handle(event, context):\n    return len(event)\n");
    Files.writeString(folder.resolve("event.json"), "\"" + "x".repeat(7_000_000) + "\"");
    assertThat(refused("lambda invoke --function-name large --payload fileb://event.json out.json"))
        .contains(
            "(RequestTooLargeException)",
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation");
  }

  private void create(String name, String handler, String code) throws IOException {
    zip(name + ".zip", "handler.py", code);
    aws(
        "lambda create-function --runtime python3.13 --role %s --function-name %s --handler %s --zip-file fileb://%s.zip"
            .formatted(ROLE, name, handler, name));
    aws("lambda wait function-active-v2 --function-name " + name);
  }

  private String errorOf(String function) throws IOException {
    assertThat(
            aws(
                "lambda invoke --function-name "
                    + function
                    + " --query FunctionError --output text error.json"))
        .isEqualTo("Unhandled");
    return Files.readString(folder.resolve("error.json"));
  }

  private String aws(String arguments) {
    Shell.Result result = shell.run(words(arguments));
    assertThat(result.status()).as("aws " + arguments + "\n" + result.err()).isZero();
    return result.out().strip();
  }

  private String refused(String arguments) {
    Shell.Result result = shell.run(words(arguments));
    assertThat(result.status()).as("aws " + arguments + "\n" + result.out()).isNotZero();
    return result.err();
  }

  private static java.util.List<String> words(String arguments) {
    return Stream.concat(Stream.of(Shell.AWS), Arrays.stream(arguments.split(" "))).toList();
  }

  private void zip(String archive, String name, String content) throws IOException {
    Packages.zip(folder.resolve(archive), name, content);
  }
}
