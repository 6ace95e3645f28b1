package dev.forebay.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of version 2, in an ordinary folder: machines that still have the controllers in
 * version 1 cannot show them for real.
 */
class UnifiedGroupTest {
  @TempDir Path folder;

  private ControlGroup group() {
    return new ControlGroup(
        Map.of("memory", folder, "cpu", folder, "pids", folder), Optional.of(folder));
  }

  @Test
  void limitsAreWrittenInTheFormOfVersion2AndSwapIsOff() throws Exception {
    Files.writeString(folder.resolve("memory.swap.max"), "max");
    group().limit(ByteSize.ofMebibytes(128), 72, SandboxSettings.Cpu.QUOTA, 1024);
    assertThat(folder.resolve("memory.max")).hasContent("134217728");
    assertThat(folder.resolve("memory.swap.max")).hasContent("0");
    assertThat(folder.resolve("cpu.max")).hasContent("7200 100000");
    assertThat(folder.resolve("pids.max")).hasContent("1024");
    assertThat(group().joinFiles()).containsExactly(folder.resolve("cgroup.procs"));
  }

  @Test
  void aShareIsAWeightAgainstTheWeightOfOneCore() throws Exception {
    group().limit(ByteSize.ofMebibytes(1769), 1000, SandboxSettings.Cpu.SHARE, 1024);
    assertThat(folder.resolve("cpu.weight")).hasContent("100");
    group().limit(ByteSize.ofMebibytes(128), 72, SandboxSettings.Cpu.SHARE, 1024);
    assertThat(folder.resolve("cpu.weight")).hasContent("7");
    assertThat(folder.resolve("cpu.max")).doesNotExist();
  }

  @Test
  void peakAndKillsAreReadAndTheTreeIsFrozenThawedAndKilledByOneWriteEach() throws Exception {
    Files.writeString(folder.resolve("memory.peak"), "4096000\n");
    Files.writeString(
        folder.resolve("memory.events"), "max 7\noom 3\noom_kill 2\noom_group_kill 0\n");
    Files.writeString(folder.resolve("cgroup.kill"), "");
    ControlGroup group = group();
    assertThat(group.peakMemory()).contains(new ByteSize(4_096_000));
    assertThat(group.outOfMemoryKills()).isEqualTo(2);
    assertThat(group.freeze()).isTrue();
    assertThat(folder.resolve("cgroup.freeze")).hasContent("1");
    group.thaw();
    assertThat(folder.resolve("cgroup.freeze")).hasContent("0");
    group.kill();
    assertThat(folder.resolve("cgroup.kill")).hasContent("1");
  }
}
