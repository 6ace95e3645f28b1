package dev.forebay.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.server.settings.Key;
import dev.forebay.server.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class CommandLineTest {
  @Test
  void aSettingsOptionIsItsKeyAndWinsOverTheEnvironment() {
    ParseResult line =
        new CommandLine(Commands.all()).parseArgs("start", "--port=1", "--sandbox.mode", "off");
    Settings settings =
        Commands.settings(
            line.subcommand(), Map.of("FOREBAY_PORT", "2", "FOREBAY_REGION", "eu-west-1"));
    assertThat(settings.port()).isEqualTo(1);
    assertThat(settings.sandbox().mode()).isEqualTo(Settings.SandboxMode.OFF);
    assertThat(settings.region().value()).isEqualTo("eu-west-1");
  }

  @Test
  void whatIsNotKnownIsRefusedWithStatusTwo() {
    assertThat(refused()).contains("name a command");
    assertThat(refused("begin")).contains("Unmatched argument at index 0: 'begin'");
    assertThat(refused("start", "--prot=1")).contains("Unknown option: '--prot=1'", "--port");
    assertThat(refused("start", "now")).contains("Unmatched argument at index 1: 'now'");
    assertThat(refused("start", "--port")).contains("--port");
    assertThat(refused("start", "--exit")).contains("Unknown option: '--exit'");
    assertThat(refused("version", "--port=1")).contains("Unknown option: '--port=1'");
  }

  @Test
  void helpNamesEveryCommandAndEverySetting() {
    assertThat(output("help")).contains("start", "quickstart", "explain", "version", "warmup");
    assertThat(output("--help")).isEqualTo(output("help"));
    for (Key key : Key.values()) {
      assertThat(output("quickstart", "-h")).contains("--" + key.key() + "=");
    }
  }

  private static String output(String... arguments) {
    StringWriter out = new StringWriter();
    assertThat(Main.run(arguments, new PrintWriter(out), new PrintWriter(new StringWriter())))
        .isZero();
    return out.toString();
  }

  private static String refused(String... arguments) {
    StringWriter err = new StringWriter();
    assertThat(Main.run(arguments, new PrintWriter(new StringWriter()), new PrintWriter(err)))
        .isEqualTo(2);
    return err.toString();
  }
}
