package dev.forebay.execution.runtime;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where runtimes are looked for and kept. Immutable.
 *
 * @param folder takes our bootstraps and the class-data archives; made when missing
 * @param javaClient the folder of jars of AWS's runtime interface client for Java
 * @param versions what to do when the version asked for is not there
 * @param machine the variables that the search for interpreters reads: PATH, HOME, JAVA_HOME …
 */
public record RuntimeSettings(
    Path folder, Path javaClient, Versions versions, Map<String, String> machine) {
  /** Copies the map. */
  public RuntimeSettings {
    machine = Map.copyOf(machine);
  }

  /** Which interpreter may stand for a version. */
  public enum Versions {
    /** The nearest that is there; the log says so once. */
    NEAREST,
    /** The same version only; functions of others are refused. */
    EXACT
  }
}
