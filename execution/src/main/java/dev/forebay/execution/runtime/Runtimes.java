package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.LaunchPlanner;
import dev.forebay.execution.LaunchRefusedException;
import dev.forebay.execution.runtime.LaunchDecision.Planned;
import dev.forebay.execution.runtime.LaunchDecision.Refused;
import dev.forebay.execution.runtime.RuntimeSettings.Versions;
import dev.forebay.execution.sandbox.Sandbox;
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

  private static final Set<String> OPENING =
      Set.of(
          "LD_PRELOAD",
          "LD_LIBRARY_PATH",
          "PYTHONPATH",
          "PYTHONHOME",
          "NODE_OPTIONS",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "RUBYOPT",
          "RUBYLIB");

  private final RuntimeSettings settings;
  private final Interpreters interpreters;
  private final PythonLaunch python;
  private final NodeLaunch node;
  private final JavaLaunch java;
  private final RubyLaunch ruby;
  private final ClassDataArchives archives;
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
    this.archives =
        new ClassDataArchives(settings.folder().resolve("classes"), settings.javaClient());
    this.java = new JavaLaunch(settings.javaClient(), archives);
    this.ruby = new RubyLaunch(bootstraps);
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
      case PYTHON, NODEJS, JAVA, RUBY -> onInterpreter(runtime, image);
    };
  }

  /**
   * Makes what later starts of the image are faster with: for Java, once for each interpreter, a
   * class-data archive. Meant for the moment when a version is published; takes up to a minute, and
   * nothing when all is there. A failure is logged: starts are then slower.
   *
   * @throws InterruptedException when the caller is told to stop
   */
  public void prepare(FunctionImage image, Sandbox sandbox) throws InterruptedException {
    Optional<ManagedRuntime> runtime =
        ManagedRuntime.of(image.runtime()).filter(known -> known.family() == Family.JAVA);
    if (runtime.isPresent() && java.isInstalled()) {
      Optional<Interpreter> interpreter =
          interpreters.nearest(Family.JAVA, runtime.get().version());
      if (interpreter.isPresent()) {
        archives.make(interpreter.get(), java, sandbox);
      }
    }
  }

  /**
   * Takes up what {@link #prepare} has made in an earlier run of the server. Waits for the search
   * for interpreters; makes nothing.
   */
  public void recall(Sandbox sandbox) {
    if (java.isInstalled()) {
      interpreters.of(Family.JAVA).forEach(interpreter -> archives.recall(interpreter, sandbox));
    }
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
    if (runtime.family() == Family.JAVA && !java.isInstalled()) {
      return Refused.invalidRuntime(
          "%s cannot run here: AWS's Java client is not in %s."
              .formatted(runtime.identifier(), settings.javaClient()));
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
          case JAVA -> java.plan(runtime, interpreter, image);
          case RUBY -> ruby.plan(runtime, interpreter);
          case DOTNET, GO, PROVIDED ->
              throw new IllegalStateException("no way to start " + runtime.family());
        };
    return new Planned(
        ExecWrapper.of(image)
            .map(wrapper -> ExecWrapper.around(plan, wrapper))
            .orElseGet(() -> runsOwnCodeEarly(image) ? plan.heldFromOutside() : plan));
  }

  /** Whether the function's variables make the interpreter run the function's code as it boots. */
  private static boolean runsOwnCodeEarly(FunctionImage image) {
    return OPENING.stream().anyMatch(image.environment()::containsKey);
  }

  private static LaunchDecision notRun(ManagedRuntime runtime, String instead) {
    return Refused.invalidRuntime(
        "%s cannot run in Forebay: %s.".formatted(runtime.identifier(), instead));
  }
}
