package dev.forebay.wire.tables;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of all services. The profiles are read at once, a service's table when it is first
 * asked for. Thread-safe.
 */
public final class ServiceTables {
  private final Map<String, ServiceProfile> profiles;
  private final Map<String, ServiceTable> loaded = new ConcurrentHashMap<>();

  /** The tables that were made when this module was built. */
  public ServiceTables() {
    this.profiles = TableReader.readProfiles();
  }

  /** The profiles of all services that there are tables for, by name. */
  public Map<String, ServiceProfile> profiles() {
    return profiles;
  }

  /** A service's table, if there is one. */
  public Optional<ServiceTable> find(String service) {
    ServiceProfile profile = profiles.get(service);
    return profile == null
        ? Optional.empty()
        : Optional.of(loaded.computeIfAbsent(service, name -> TableReader.read(profile)));
  }
}
