package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.LaunchPlanner;
import dev.forebay.execution.LaunchRefusedException;
import dev.forebay.execution.runtime.LaunchDecision.Planned;
import dev.forebay.execution.runtime.LaunchDecision.Refused;
import dev.forebay.execution.runtime.RuntimeSettings.Versions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The managed runtimes of this machine: says how a function is started on the interpreter that is
 * there. Interpreters are looked for at the first question about their language, or when {@link
 * #search} is called. Thread-safe; the first question of a language may take a second.
 */
public final class Runtimes implements LaunchPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
  private static final List<Family> INTERPRETED =
      List.of(Family.PYTHON, Family.NODEJS, Family.JAVA, Family.RUBY);

  private final RuntimeSettings settings;
  private final Interpreters interpreters;
  private final PythonLaunch python;
  private final NodeLaunch node;
  private final Set<String> mentioned = ConcurrentHashMap.newKeySet();

  /**
   * Places the bootstraps in the settings' folder.
   *
   * @throws java.io.UncheckedIOException when the folder cannot be written
   */
  public Runtimes(RuntimeSettings settings) {
    this.settings = settings;
    Path bootstraps = Bootstraps.extract(settings.folder());
    this.interpreters =
        new Interpreters(new InterpreterSearch(settings.machine()), new Probe(bootstraps));
    this.python = new PythonLaunch(bootstraps, interpreters);
    this.node = new NodeLaunch(bootstraps);
  }

  /** Begins to look for interpreters, in the background; returns at once. */
  public void search() {
    INTERPRETED.forEach(interpreters::search);
  }

  @Override
  public LaunchPlan plan(FunctionImage image) {
    return switch (decide(image)) {
      case Planned(LaunchPlan plan) -> plan;
      case Refused(String errorType, String message) ->
          throw new LaunchRefusedException(errorType, message);
    };
  }

  /** How to start this version of a function, or why that cannot be. */
  public LaunchDecision decide(FunctionImage image) {
    Optional<ManagedRuntime> known = ManagedRuntime.of(image.runtime());
    if (known.isEmpty()) {
      return Refused.invalidRuntime("There is no runtime " + image.runtime());
    }
    ManagedRuntime runtime = known.get();
    return switch (runtime.family()) {
      case PROVIDED -> ProvidedLaunch.decide(runtime, image);
      case DOTNET -> notRun(runtime, "publish the function for provided.al2023 instead");
      case GO -> notRun(runtime, "build the function for provided.al2023 instead");
      case JAVA, RUBY -> notRun(runtime, "write the function in Python or for Node.js instead");
      case PYTHON, NODEJS -> onInterpreter(runtime, image);
    };
  }

  /** Which interpreters are there, by language, newest first. Waits for a search. */
  public List<FoundInterpreter> found() {
    return INTERPRETED.stream()
        .flatMap(family -> interpreters.of(family).stream())
        .map(each -> new FoundInterpreter(each.family(), each.release(), each.executable()))
        .toList();
  }

  private LaunchDecision onInterpreter(ManagedRuntime runtime, FunctionImage image) {
    Optional<Interpreter> nearest = interpreters.nearest(runtime.family(), runtime.version());
    if (nearest.isEmpty()) {
      return Refused.invalidRuntime(
          "%s cannot run here: no %s interpreter was found. Install one and start Forebay again."
              .formatted(runtime.identifier(), runtime.family().word()));
    }
    Interpreter interpreter = nearest.get();
    if (!interpreter.version().equals(runtime.version())) {
      if (settings.versions() == Versions.EXACT) {
        return Refused.invalidRuntime(
            "%s cannot run here: this machine has %s %s, and the settings ask for exact versions."
                .formatted(runtime.identifier(), runtime.family().word(), interpreter.release()));
      }
      if (mentioned.add(runtime.identifier())) {
        LOG.warn(
            "{} functions run on {} {} at {}: the version itself was not found",
            runtime.identifier(),
            runtime.family().word(),
            interpreter.release(),
            interpreter.executable());
      }
    }
    LaunchPlan plan =
        switch (runtime.family()) {
          case PYTHON -> python.plan(runtime, interpreter, image);
          case NODEJS -> node.plan(runtime, interpreter, image);
          case JAVA, RUBY, DOTNET, GO, PROVIDED ->
              throw new IllegalStateException("no way to start " + runtime.family());
        };
    return new Planned(
        ExecWrapper.of(image).map(wrapper -> ExecWrapper.around(plan, wrapper)).orElse(plan));
  }

  private static LaunchDecision notRun(ManagedRuntime runtime, String instead) {
    return Refused.invalidRuntime(
        "%s cannot run in Forebay: %s.".formatted(runtime.identifier(), instead));
  }
}
