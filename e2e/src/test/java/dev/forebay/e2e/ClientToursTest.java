package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** boto3 and the AWS SDK for JavaScript 3, each a script under src/test/clients. */
@Execution(ExecutionMode.CONCURRENT)
class ClientToursTest {
  private static final Path CLIENTS = Path.of("src/test/clients").toAbsolutePath();

  @TempDir Path data;
  @TempDir Path folder;

  @Test
  void boto3SeesAFunctionThroughItsWholeLife() {
    assertDone("python3", CLIENTS.resolve("tour.py").toString());
  }

  @Test
  void boto3SendsReceivesAndRedrivesMessages() {
    assertDone("python3", CLIENTS.resolve("sqs.py").toString());
  }

  @Test
  void boto3PublishesToQueuesFunctionsAndEndpoints() {
    assertDone("python3", CLIENTS.resolve("sns.py").toString());
  }

  @Test
  void boto3AndTheCommandLineUseBuckets() {
    assertDone("python3", CLIENTS.resolve("s3.py").toString());
  }

  @Test
  void boto3MapsEventSourcesToFunctions() {
    assertDone("python3", CLIENTS.resolve("mappings.py").toString());
  }

  @Test
  void boto3SeesEveryOptionOfAMappingAct() {
    assertDone("python3", CLIENTS.resolve("polling.py").toString());
  }

  @Test
  void boto3MakesUsersRolesAndSessions() {
    assertDone("python3", CLIENTS.resolve("iam.py").toString());
  }

  @Test
  void eventsGoTheirWholeWayFromServiceToService() {
    assertDone("python3", CLIENTS.resolve("chain.py").toString());
  }

  @Test
  void boto3MayDoWhatPoliciesAllowAndNoMore() {
    assertDone("python3", CLIENTS.resolve("permissions.py").toString());
  }

  @Test
  void aUserWithoutRightsIsRefusedEveryOperation() {
    assertDone("python3", CLIENTS.resolve("rightless.py").toString());
  }

  @Test
  void whatIsLoggedGoesOnToFunctionsAndStreams() {
    assertDone("python3", CLIENTS.resolve("logs_subscriptions.py").toString());
  }

  @Test
  void boto3LaysPipesFromSourcesToTargets() {
    assertDone("python3", CLIENTS.resolve("pipes.py").toString());
  }

  @Test
  void boto3GathersRecordsInBuckets() {
    assertDone("python3", CLIENTS.resolve("firehose.py").toString());
  }

  @Test
  void boto3PutsReadsAndReshards() {
    assertDone("python3", CLIENTS.resolve("kinesis.py").toString());
  }

  @Test
  void functionUrlsAnswerWhomPoliciesLet() {
    assertDone("python3", CLIENTS.resolve("urls.py").toString());
  }

  @Test
  void httpApisRouteAuthorizeAndAnswer() {
    assertDone("python3", CLIENTS.resolve("http_api.py").toString());
  }

  @Test
  void boto3KeepsItemsAndHearsOfTheirChanges() {
    assertDone("python3", CLIENTS.resolve("dynamodb.py").toString());
  }

  @Test
  void boto3RoutesEventsToTheirTargets() {
    assertDone("python3", CLIENTS.resolve("eventbridge.py").toString());
  }

  @Test
  void boto3SchedulesWhatIsToHappenLater() {
    assertDone("python3", CLIENTS.resolve("scheduler.py").toString());
  }

  @Test
  void boto3SignsUsersUpAndIn() {
    assertDone("python3", CLIENTS.resolve("cognito.py").toString());
  }

  @Test
  void boto3LivesThroughHoursInMilliseconds() {
    assertDone("python3", CLIENTS.resolve("time.py").toString());
  }

  @Test
  void theSdkForJavaScriptInvokesAndStreams() {
    assertDone("node", CLIENTS.resolve("tour.mjs").toString());
  }

  @Test
  void wrongCallsAndRacesGetAwsAnswersAndNeverA500() {
    assertDone("python3", CLIENTS.resolve("wrong.py").toString());
  }

  private void assertDone(String... command) {
    try (Server server = Server.start(data)) {
      Shell.Result result = Shell.at(server.endpoint(), folder).run(command);
      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(result.out()).endsWith("done\n");
    }
  }
}
