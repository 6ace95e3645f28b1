package dev.forebay.function.url;

import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds what a URL leads to. Whose a URL is gets remembered, and what it is like is read each time,
 * so that a change holds for the next request. Thread-safe.
 */
public final class UrlDirectory {
  private final Rows rows;
  private final Map<String, FunctionTarget> owners = new ConcurrentHashMap<>();

  /** The URLs in these rows. */
  public UrlDirectory(Rows rows) {
    this.rows = rows;
  }

  /**
   * A URL as it is now. Immutable.
   *
   * @param target the function or alias that it leads to
   * @param config what was configured
   */
  public record Found(FunctionTarget target, UrlConfig config) {}

  /**
   * The URL with an id.
   *
   * @param urlId the first label of the URL's host
   */
  public Optional<Found> find(String urlId) {
    FunctionTarget known = owners.get(urlId);
    if (known != null) {
      Optional<UrlConfig> config = config(known).filter(current -> current.urlId().equals(urlId));
      if (config.isPresent()) {
        return Optional.of(new Found(known, config.get()));
      }
      owners.remove(urlId);
    }
    Optional<Found> found = search(urlId);
    found.ifPresent(url -> owners.put(urlId, url.target()));
    return found;
  }

  /** The auth type of the URL of a function or alias, by the ARN that its requests invoke. */
  public Optional<String> authType(AccountRegion place, String arn) {
    return Arn.parse(arn)
        .map(parsed -> FunctionTarget.of(place, parsed.toString(), null))
        .flatMap(this::config)
        .map(UrlConfig::authType);
  }

  private Optional<UrlConfig> config(FunctionTarget target) {
    return rows.read(
        target.function().place(),
        UrlConfig.TABLE,
        UrlConfig.key(target.function().name(), target.effectiveQualifier()));
  }

  private Optional<Found> search(String urlId) {
    for (AccountRegion place : rows.places()) {
      for (Entry<UrlConfig> entry : rows.list(place, UrlConfig.TABLE)) {
        if (entry.value().urlId().equals(urlId)) {
          FunctionId function = new FunctionId(place, entry.key().word(0));
          Optional<Qualifier> alias =
              Optional.of(new Qualifier(entry.key().word(1))).filter(Qualifier::isAlias);
          return Optional.of(new Found(new FunctionTarget(function, alias), entry.value()));
        }
      }
    }
    return Optional.empty();
  }

  /** Forgets whose URLs are. */
  public void reset() {
    owners.clear();
  }
}
