package dev.forebay.execution.runtime;

import dev.forebay.execution.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts Ruby functions with our bootstrap. Immutable. */
final class RubyLaunch {
  private final Path bootstraps;

  RubyLaunch(Path bootstraps) {
    this.bootstraps = bootstraps;
  }

  /** How to start a function on the interpreter. */
  LaunchPlan plan(ManagedRuntime runtime, Interpreter interpreter) {
    Map<String, String> environment = CommonVariables.of(runtime, interpreter);
    // Gems are kept by the version of the language that compiled them: the interpreter's own.
    String abi = interpreter.version().major() + "." + interpreter.version().minor() + ".0";
    environment.put(
        "GEM_PATH",
        "/var/task/vendor/bundle/ruby/" + abi + ":/opt/ruby/gems/" + abi + ":/opt/ruby/" + abi);
    environment.put("RUBYLIB", "/var/task:/var/runtime/lib:/opt/ruby/lib");
    List<SandboxSpec.Mount> mounts = new ArrayList<>(interpreter.mounts());
    mounts.add(new SandboxSpec.Mount(bootstraps.resolve("ruby"), "/var/runtime"));
    return new LaunchPlan(
        // Whatever the locale, text is UTF-8, as on AWS.
        List.of(interpreter.command(), "-E", "UTF-8:UTF-8", "/var/runtime/bootstrap.rb"),
        environment,
        mounts,
        true,
        "ruby:" + interpreter.release());
  }
}
