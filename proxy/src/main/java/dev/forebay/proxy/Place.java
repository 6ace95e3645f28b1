package dev.forebay.proxy;

/**
 * Where a request was sent to, as its event says. Immutable.
 *
 * @param accountId whose place it is; for function URLs who calls
 * @param apiId the first label of the host
 * @param domainName the host, without the port
 * @param stage the stage, {@code $default} where there is no other
 * @param routeKey the route, {@code $default} where there is no other
 */
public record Place(
    String accountId, String apiId, String domainName, String stage, String routeKey) {
  /** The stage and the route where there is no other. */
  public static final String DEFAULT = "$default";

  /** The path of the route, without its method. */
  String resource() {
    return routeKey.substring(routeKey.indexOf(' ') + 1);
  }
}
