package dev.forebay.function.code;

import dev.forebay.function.definition.CodePackage;
import dev.forebay.function.definition.FunctionVersion;
import dev.forebay.function.definition.LayerUse;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.function.store.Table;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who holds which package. The rows are written in the same change as what they are about, so they
 * are always true. Thread-safe.
 */
public final class CodeUses {
  private static final Table<CodeUse> USES = new Table<>("code-use", CodeUse.class);
  static final Table<CodeDoubt> DOUBTS = new Table<>("code-doubt", CodeDoubt.class);

  private final Rows rows;
  private final Clock clock;
  private final CodeSweep sweep;

  CodeUses(Rows rows, Clock clock, CodeSweep sweep) {
    this.rows = rows;
    this.clock = clock;
    this.sweep = sweep;
  }

  /** A function's version holds its packages from now on. */
  public void add(Attempt attempt, String function, FunctionVersion version) {
    rowsOf(function, version).forEach((key, use) -> put(attempt, key, use));
  }

  /** A function's version no longer holds its packages. */
  public void remove(Attempt attempt, String function, FunctionVersion version) {
    rowsOf(function, version).keySet().forEach(key -> drop(attempt, key));
  }

  /** A version has been replaced by another of the same name. */
  public void replace(
      Attempt attempt, String function, FunctionVersion before, FunctionVersion after) {
    Map<Key, CodeUse> held = rowsOf(function, after);
    rowsOf(function, before).keySet().stream()
        .filter(key -> !held.containsKey(key))
        .forEach(key -> drop(attempt, key));
    held.forEach((key, use) -> put(attempt, key, use));
  }

  /** A layer version holds its content from now on. */
  public void addLayer(Attempt attempt, String layer, long version, CodePackage content) {
    put(attempt, layerKey(layer, version, content), new CodeUse(content.size()));
  }

  /** A layer version no longer holds its content. */
  public void removeLayer(Attempt attempt, String layer, long version, CodePackage content) {
    drop(attempt, layerKey(layer, version, content));
  }

  /** The bytes that count towards an account's code storage in a region. */
  public long storedBytes(AccountRegion place) {
    return rows.list(place, USES).stream().map(Entry::value).mapToLong(CodeUse::countedBytes).sum();
  }

  /** Whether anybody holds the package, in any account and region. */
  boolean isHeld(String sha256) {
    return rows.places().stream().anyMatch(place -> rows.any(place, USES, Key.of(sha256)));
  }

  private void put(Attempt attempt, Key key, CodeUse use) {
    attempt.put(USES, key, use);
    attempt.delete(DOUBTS, Key.of(key.word(0)));
  }

  private void drop(Attempt attempt, Key key) {
    String sha256 = key.word(0);
    attempt.delete(USES, key);
    attempt.put(DOUBTS, Key.of(sha256), new CodeDoubt(clock.now().toEpochMilli()));
    attempt.afterwards(() -> sweep.lookLater(sha256));
  }

  private static Key layerKey(String layer, long version, CodePackage content) {
    return Key.of(content.sha256(), "layer", layer, Key.number(version));
  }

  private static Map<Key, CodeUse> rowsOf(String function, FunctionVersion version) {
    Map<Key, CodeUse> uses = new LinkedHashMap<>();
    // A layer's content counts where the layer is, not where it is used. The code comes last, so
    // that it counts even if a layer has the same content.
    for (LayerUse layer : version.configuration().layers()) {
      uses.put(key(function, version, layer.content()), new CodeUse(0));
    }
    uses.put(key(function, version, version.code()), new CodeUse(version.code().size()));
    return uses;
  }

  private static Key key(String function, FunctionVersion version, CodePackage content) {
    return Key.of(content.sha256(), "function", function, version.version());
  }
}
