package dev.forebay.execution.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interpreters of this machine, by family. A family's are looked for once, at the first
 * question, and kept. Thread-safe; a question waits for a search that is under way.
 */
final class Interpreters {
  private static final Logger LOG = LoggerFactory.getLogger(Interpreters.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final InterpreterSearch search;
  private final Probe probe;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Family, FutureTask<List<Interpreter>>> found = new EnumMap<>(Family.class);

  /** Nothing is looked for yet. */
  Interpreters(InterpreterSearch search, Probe probe) {
    this.search = search;
    this.probe = probe;
  }

  /** Begins to look for a family's interpreters, in the background, unless that has been done. */
  void search(Family family) {
    FutureTask<List<Interpreter>> task = begun(family);
    if (task.isDone()) {
      LOG.debug("The {} interpreters are known", family.word());
    }
  }

  private FutureTask<List<Interpreter>> begun(Family family) {
    lock.lock();
    try {
      FutureTask<List<Interpreter>> known = found.get(family);
      if (known != null) {
        return known;
      }
      FutureTask<List<Interpreter>> task = new FutureTask<>(() -> look(family));
      found.put(family, task);
      Thread.ofVirtual().name("interpreters-" + family.word()).start(task);
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** A family's interpreters, newest first. */
  List<Interpreter> of(Family family) {
    try {
      return begun(family).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (TimeoutException slow) {
      LOG.warn("Looking for {} interpreters takes more than {}", family.word(), PATIENCE);
      return List.of();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "looking for " + family.word() + " interpreters failed", failed.getCause());
    }
  }

  /**
   * The one for a version: the same, else the next newer, else the newest; languages keep running
   * what was written for older versions.
   */
  Optional<Interpreter> nearest(Family family, Version version) {
    List<Interpreter> all = of(family);
    return all.stream()
        .filter(each -> each.version().compareTo(version) >= 0)
        .min(Comparator.comparing(Interpreter::version))
        .or(() -> all.stream().findFirst());
  }

  private List<Interpreter> look(Family family) throws InterruptedException, ExecutionException {
    List<FutureTask<Optional<Interpreter>>> asked = new ArrayList<>();
    for (Path program : search.candidates(family)) {
      Callable<Optional<Interpreter>> question = () -> probe.ask(family, program);
      FutureTask<Optional<Interpreter>> task = new FutureTask<>(question);
      Thread.ofVirtual().name("probe").start(task);
      asked.add(task);
    }
    List<Interpreter> answers = new ArrayList<>();
    for (FutureTask<Optional<Interpreter>> task : asked) {
      Optional<Interpreter> answer = task.get();
      if (answer.isPresent()
          && answers.stream().noneMatch(a -> a.executable().equals(answer.get().executable()))) {
        answers.add(answer.get());
      }
    }
    answers.sort(Comparator.comparing(Interpreter::version).reversed());
    return List.copyOf(answers);
  }
}
