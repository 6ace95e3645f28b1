package dev.forebay.apigateway;

import dev.forebay.model.Arn;
import dev.forebay.proxy.ProxyRequest;
import dev.forebay.wire.Caller;
import software.amazon.awssdk.services.apigatewayv2.model.Route;

/**
 * A request at a route. Immutable.
 *
 * @param site the stage that it came to
 * @param route the route
 * @param path the path below the stage
 * @param request as functions are told of it
 * @param caller who signed it, or nobody
 */
record Visit(Site site, Route route, String path, ProxyRequest request, Caller caller) {
  /** What a caller has to be allowed: the method and the path as they came. */
  Arn invoked() {
    return site.api().executeArn(site.stage().stageName() + "/" + request.http().method() + path);
  }

  /** On behalf of what a function is called: the route, with its variables as they are written. */
  Arn source() {
    String key = route.routeKey();
    String path =
        key.equals(RouteKey.DEFAULT)
            ? "/" + key
            : "/" + request.http().method() + key.substring(key.indexOf(' ') + 1);
    return site.api().executeArn(site.stage().stageName() + path);
  }

  Visit as(ProxyRequest proved, Caller who) {
    return new Visit(site, route, path, proved, who);
  }
}
