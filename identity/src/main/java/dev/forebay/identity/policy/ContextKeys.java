package dev.forebay.identity.policy;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a request beside its principal, action and resource: the values of its
 * condition keys. Names of keys have no case ("AWS global condition context keys"). Immutable.
 */
public final class ContextKeys {
  /** No keys. */
  public static final ContextKeys NONE = builder().build();

  /** How services spell "a tag of the resource"; behind it stands the tag's key. */
  private static final List<String> RESOURCE_TAG = List.of("aws:resourcetag/", "iam:resourcetag/");

  private final Supplier<Builder> source;

  // Written by whoever asks first; whoever asks at the same time gets the same from the source.
  private volatile @Nullable Builder collected;

  private ContextKeys(Supplier<Builder> source) {
    this.source = source;
  }

  /** A builder without keys. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Keys that are collected when the first of them is asked for: most policies ask for none.
   *
   * @param source answers the same whenever it is asked
   */
  public static ContextKeys lazily(Supplier<Builder> source) {
    return new ContextKeys(source);
  }

  /**
   * The same keys as they are now, those of the resource's tags included, for whoever keeps them:
   * they hold on to nothing that they were collected from.
   */
  public ContextKeys settled() {
    Builder known = collected();
    Builder settled = builder();
    known
        .resourceTags
        .get()
        .forEach((tag, value) -> RESOURCE_TAG.forEach(prefix -> settled.put(prefix + tag, value)));
    settled.values.putAll(known.everything());
    return settled.build();
  }

  private Builder collected() {
    Builder known = collected;
    if (known == null) {
      known = source.get();
      collected = known;
    }
    return known;
  }

  /** The values of a key; none when it is missing. */
  public List<String> values(String key) {
    return valuesOf(key.toLowerCase(Locale.ROOT));
  }

  /** All of them, by their names in lower case, in the order of the names. */
  public Map<String, List<String>> all() {
    return Collections.unmodifiableMap(new TreeMap<>(collected().everything()));
  }

  /** As {@link #values} for a key already in lower case. */
  List<String> valuesOf(String lowerCaseKey) {
    List<String> found = collected().values.get(lowerCaseKey);
    return found == null ? computedValues(lowerCaseKey) : found;
  }

  private List<String> computedValues(String lowerCaseKey) {
    Supplier<String> late = collected().late.get(lowerCaseKey);
    if (late != null) {
      return List.of(late.get());
    }
    for (String prefix : RESOURCE_TAG) {
      if (lowerCaseKey.startsWith(prefix)) {
        String tag = lowerCaseKey.substring(prefix.length());
        return collected().resourceTags.get().entrySet().stream()
            .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(tag))
            .map(Map.Entry::getValue)
            .toList();
      }
    }
    return List.of();
  }

  /** The value of a key that has exactly one, as a policy variable needs it. */
  Optional<String> single(String lowerCaseKey) {
    List<String> found = valuesOf(lowerCaseKey);
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  @Override
  public String toString() {
    return collected().everything().toString();
  }

  /** Collects keys. Confined to one thread until the keys are built, and not changed after. */
  public static final class Builder {
    private final Map<String, List<String>> values = HashMap.newHashMap(24);
    private final Map<String, Supplier<String>> late = HashMap.newHashMap(4);
    private Supplier<Map<String, String>> resourceTags = Map::of;

    private Builder() {}

    /** Sets a key of one value; a later one takes the place of an earlier. */
    public Builder put(String key, String value) {
      values.put(key.toLowerCase(Locale.ROOT), List.of(value));
      return this;
    }

    /**
     * Sets a key of one value that is made when a policy asks for it.
     *
     * @param value answers the same whenever it is asked
     */
    public Builder put(String key, Supplier<String> value) {
      late.put(key.toLowerCase(Locale.ROOT), value);
      return this;
    }

    /** Sets a key of several values; none at all is as good as no key. */
    public Builder put(String key, List<String> several) {
      values.put(key.toLowerCase(Locale.ROOT), List.copyOf(several));
      return this;
    }

    /** Sets the keys that follow from who asks: see {@link Principal#addContextKeys}. */
    public Builder principal(Principal principal) {
      principal.addContextKeys(this);
      return this;
    }

    /**
     * The tags of the resource, {@code aws:ResourceTag/key}.
     *
     * @param tags asked, perhaps several times, when a policy has a condition on such a key
     */
    public Builder resourceTags(Supplier<Map<String, String>> tags) {
      resourceTags = tags;
      return this;
    }

    private Map<String, List<String>> everything() {
      Map<String, List<String>> all = new HashMap<>(values);
      late.forEach((key, value) -> all.putIfAbsent(key, List.of(value.get())));
      return all;
    }

    /** The keys so far. */
    public ContextKeys build() {
      return new ContextKeys(() -> this);
    }
  }
}
