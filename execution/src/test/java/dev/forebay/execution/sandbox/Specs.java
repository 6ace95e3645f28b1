package dev.forebay.execution.sandbox;

import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes specs for tests, each with folders of its own. */
final class Specs {
  private final Path folder;

  Specs(Path folder) {
    this.folder = folder;
  }

  /** A shell script as the command. */
  Draft sh(String name, String script) throws IOException {
    return new Draft(name, List.of("/bin/sh", "-c", script));
  }

  /** A Python program as the command. */
  Draft python(String name, String program) throws IOException {
    return new Draft(name, List.of("/usr/bin/python3", "-I", "-S", "-c", program));
  }

  /** Any command. */
  Draft command(String name, List<String> command) throws IOException {
    return new Draft(name, command);
  }

  /** A spec in the making. */
  final class Draft {
    private final String name;
    private List<String> command;
    private Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
    private ByteSize tmpSize = ByteSize.ofMebibytes(512);
    private ByteSize memory = ByteSize.ofMebibytes(512);
    private int milliCpus = 2000;
    private int maxProcesses = 100;

    Draft(String name, List<String> command) throws IOException {
      this.name = name;
      this.command = command;
      for (String part : List.of("task", "opt", "control", "tmp")) {
        Files.createDirectories(path(part));
      }
      Files.writeString(path("opt").resolve("layer"), "the layer\n");
    }

    Path path(String part) {
      return folder.resolve(name).resolve(part);
    }

    /** Another Python program in place of the command. */
    Draft program(String text) {
      command = List.of("/usr/bin/python3", "-I", "-S", "-c", text);
      return this;
    }

    Draft environment(Map<String, String> variables) {
      environment = variables;
      return this;
    }

    Draft inTask(String file, String content) throws IOException {
      Files.writeString(path("task").resolve(file), content);
      return this;
    }

    Draft memory(int mebibytes) {
      memory = ByteSize.ofMebibytes(mebibytes);
      return this;
    }

    Draft tmpSize(int mebibytes) {
      tmpSize = ByteSize.ofMebibytes(mebibytes);
      return this;
    }

    Draft milliCpus(int share) {
      milliCpus = share;
      return this;
    }

    Draft maxProcesses(int count) {
      maxProcesses = count;
      return this;
    }

    SandboxSpec spec() {
      return make(false);
    }

    SandboxSpec holdInInit() {
      return make(true);
    }

    private SandboxSpec make(boolean hold) {
      return new SandboxSpec(
          name,
          command,
          environment,
          path("task"),
          path("opt"),
          List.of(),
          path("output"),
          path("control"),
          path("tmp"),
          tmpSize,
          memory,
          milliCpus,
          maxProcesses,
          hold);
    }
  }
}
