package dev.forebay.eventsource.engine;

import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every step of every event, for tests to read. Thread-safe. */
final class Ways implements Trail {
  private final List<Note> notes = new CopyOnWriteArrayList<>();

  private record Note(Way way, List<String> events, Step step) {}

  @Override
  public void note(Way way, List<String> events, Step step) {
    notes.add(new Note(way, events, step));
  }

  /** What happened to the event, step by step. */
  List<Step> of(String event) {
    return notes.stream().filter(note -> note.events().contains(event)).map(Note::step).toList();
  }

  /** The names of the steps. */
  List<String> names(String event) {
    return of(event).stream().map(step -> step.getClass().getSimpleName()).toList();
  }

  /** The words of the steps. */
  List<String> texts(String event) {
    return of(event).stream().map(Step::text).toList();
  }

  /** Each way that the event goes by, once. */
  List<Way> waysOf(String event) {
    return notes.stream()
        .filter(note -> note.events().contains(event))
        .map(Note::way)
        .distinct()
        .toList();
  }
}
