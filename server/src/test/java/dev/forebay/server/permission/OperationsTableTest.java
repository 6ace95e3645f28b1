package dev.forebay.server.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.identity.actions.Actions;
import dev.forebay.server.Forebay;
import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.SettingSources;
import dev.forebay.server.settings.Settings;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of operations against all that the running server answers. */
class OperationsTableTest {
  @Test
  void everyOperationThatIsBoundHasARow() throws Exception {
    Settings settings =
        Settings.from(
            new SettingSources()
                .flag(Key.PORT, "0")
                .flag(Key.DURABILITY, "memory")
                .flag(Key.DATA_DIR, Path.of("target", "operations-table").toString()));
    Actions actions = Actions.load(Map.of());
    Set<String> bound = new TreeSet<>();
    Set<String> without = new TreeSet<>();
    try (Forebay forebay = Forebay.start(settings);
        InputStream answer =
            forebay.endpoint().resolve("/_forebay/fidelity").toURL().openStream()) {
      JsonNode services = new ObjectMapper().readTree(answer).path("operations");
      for (Map.Entry<String, JsonNode> service : services.properties()) {
        for (JsonNode operation : service.getValue().path("implemented")) {
          bound.add(service.getKey() + ":" + operation.asText());
          if (!actions.knows(service.getKey(), operation.asText())) {
            without.add(service.getKey() + ":" + operation.asText());
          }
        }
      }
    }
    assertThat(bound).contains("lambda:Invoke", "sqs:SendMessage", "iam:CreateRole");
    assertThat(without).isEmpty();
  }
}
