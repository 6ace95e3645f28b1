package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What functions find, do and suffer, asked with boto3 through a server with the real sandbox: each
 * test is a script under src/test/clients, whose functions are the sentences. A script runs by hand
 * against any server, whole or by the names of some of its checks.
 */
@Execution(ExecutionMode.CONCURRENT)
class FunctionCampaignTest {
  @TempDir Path data;
  @TempDir Path folder;

  @Test
  void functionsOfEveryLanguageRunInEveryForm() {
    assertDone("runtimes.py");
  }

  @Test
  void functionsFindVariablesFilesLayersAndExtensionsAsOnAws() {
    assertDone("environments.py");
  }

  @Test
  void functionsThatFailAreAnsweredAsOnAwsAndHarmNobody() {
    assertDone("failures.py");
  }

  @Test
  void environmentsFollowConcurrencyAndChange() {
    assertDone("population.py");
  }

  private void assertDone(String script) {
    try (Server server = Server.start(data)) {
      Shell.Result result =
          withDistribution(server.endpoint())
              .run("python3", Path.of("src/test/clients", script).toAbsolutePath().toString());
      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(result.out()).endsWith("done\n");
    }
  }

  /** The scripts compile a Java function against the jars that the server gives to it. */
  private Shell withDistribution(URI endpoint) {
    Shell plain = Shell.at(endpoint, folder);
    Map<String, String> variables = new HashMap<>(plain.environment());
    variables.put("E2E_DIST", Server.dist().toString());
    variables.put("PYTHONDONTWRITEBYTECODE", "1");
    return new Shell(plain.folder(), Map.copyOf(variables));
  }
}
