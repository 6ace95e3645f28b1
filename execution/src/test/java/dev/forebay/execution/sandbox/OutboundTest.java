package dev.forebay.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way out of a sandbox to other machines, where the setting allows it. */
class OutboundTest {
  private static final String PROGRAM =
      """
      import os, socket, time
      def routes():
          return [l.split() for l in open("/proc/net/route").readlines()[1:]]
      end = time.monotonic() + float(os.environ["WAIT"])
      while not any(r[1] == "00000000" for r in routes()) and time.monotonic() < end: time.sleep(0.01)
      default = [r for r in routes() if r[1] == "00000000"]
      print("way out", len(default))
      gateways = [socket.inet_ntoa(bytes.fromhex(r[2])[::-1]) for r in default]
      for host in ["127.0.0.1", *gateways]:
          try:
              socket.create_connection((host, int(os.environ["PORT"])), 0.3)
              print("reached", host)
          except OSError: pass
      try: socket.create_connection(("169.254.169.254", 80), 2)
      except OSError as e: print(e.strerror)
      """;

  @TempDir Path folder;

  private String run(SandboxSettings.Outbound outbound, String wait) throws Exception {
    SandboxSettings settings =
        new SandboxSettings(
            SandboxSettings.Mode.REQUIRED,
            outbound,
            Path.of("target", "sandbox-run", "outbound").toAbsolutePath(),
            Optional.empty());
    try (Sandbox sandbox = BubblewrapSandbox.open(settings);
        ServerSocket service = listen()) {
      assertThat(sandbox.enforcement().missing().toString()).doesNotContain("pasta");
      Specs.Draft draft = new Specs(folder).python(outbound.name(), PROGRAM);
      String port = Integer.toString(service.getLocalPort());
      SandboxSpec spec = draft.environment(Map.of("WAIT", wait, "PORT", port)).holdInInit();
      try (SandboxedProcess process = sandbox.start(spec)) {
        process.release();
        assertThat(process.waitFor(Duration.ofSeconds(20))).isPresent();
        return Files.readString(spec.output());
      }
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
  }

  @Test
  void aFunctionGetsAWayOutThatLeadsNeitherToTheHostNorToLinkLocalAddresses() throws Exception {
    assertThat(run(SandboxSettings.Outbound.ALLOWED, "10"))
        .isEqualTo("way out 1\nNo route to host\n");
  }

  @Test
  void withoutTheSettingThereIsNoWayOut() throws Exception {
    assertThat(run(SandboxSettings.Outbound.NONE, "0.1"))
        .isEqualTo("way out 0\nNo route to host\n");
  }
}
