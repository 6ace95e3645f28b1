package dev.forebay.wire.tables;

/** The tables of all services, each loaded when it is first asked for. Thread-safe. */
public final class ServiceTables {
  /** The tables that were made when this module was built. */
  public ServiceTables() {}
}
