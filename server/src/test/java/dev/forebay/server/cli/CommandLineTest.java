package dev.forebay.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.server.settings.Key;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void aSettingIsGivenWithAnEqualsSignOrAsTheNextWord() {
    CommandLine line = CommandLine.parse("start", "--port=1", "--sandbox.mode", "off", "--port=2");
    assertThat(line.command()).isEqualTo(Command.START);
    assertThat(line.flags()).isEqualTo(Map.of(Key.PORT, "2", Key.SANDBOX_MODE, "off"));
  }

  @Test
  void theQuickstartHasOptionsOfItsOwn() {
    CommandLine line =
        CommandLine.parse("quickstart", "--exit", "--examples=there", "--config", "file");
    assertThat(line.exit()).isTrue();
    assertThat(line.examples()).contains(Path.of("there"));
    assertThat(line.config()).contains(Path.of("file"));
    refused("Unknown option: '--exit'", "start", "--exit");
  }

  @Test
  void whatIsNotKnownIsRefused() {
    refused("name a command");
    refused("Unknown command: 'begin'", "begin");
    refused("Unknown option: '--prot=1'; did you mean --port?", "start", "--prot=1");
    refused("Unmatched argument: 'now'", "start", "now");
    refused("Missing value for option '--port'", "start", "--port");
    refused("Unknown option: '--port=1'", "version", "--port=1");
  }

  @Test
  void helpIsAskedForInEveryUsualWay() {
    assertThat(output("help")).contains("start", "quickstart", "version", "warmup");
    assertThat(output("--help")).isEqualTo(output("help"));
    assertThat(output("help", "start")).isEqualTo(output("start", "--help"));
    for (Key key : Key.values()) {
      assertThat(output("quickstart", "-h")).contains("--" + key.key() + "=");
    }
  }

  @Test
  void aWrongCommandLineEndsWithStatusTwo() {
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new String[] {"start", "--prot=1"},
            new PrintWriter(new StringWriter()),
            new PrintWriter(err));
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--port").contains("forebay help");
  }

  private static String output(String... arguments) {
    StringWriter out = new StringWriter();
    assertThat(Main.run(arguments, new PrintWriter(out), new PrintWriter(new StringWriter())))
        .isZero();
    return out.toString();
  }

  private static void refused(String message, String... arguments) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> CommandLine.parse(arguments))
        .withMessageStartingWith(message);
  }
}
