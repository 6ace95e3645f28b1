package dev.forebay.apigateway;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigatewayv2.model.Api;

/**
 * An HTTP API. Immutable.
 *
 * @param place whose it is and where
 * @param type as AWS describes it, without its endpoint
 */
record HttpApi(AccountRegion place, Api type) {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");

  static HttpApi of(ApiRow row) {
    return new HttpApi(
        new AccountRegion(new AccountId(row.account()), new Region(row.region())),
        Kinds.DOCUMENTS.read(row.api(), Api.builder()));
  }

  ApiRow row() {
    return new ApiRow(place.account().value(), place.region().value(), Kinds.DOCUMENTS.write(type));
  }

  String id() {
    return type.apiId();
  }

  HttpApi with(Api other) {
    return new HttpApi(place, other);
  }

  /** What policies call a part of it, such as {@code prod/GET/pets}. */
  Arn executeArn(String path) {
    return place.arn("execute-api", id() + "/" + path);
  }

  /** What tags are put on. */
  static String resourceArn(AccountRegion place, String path) {
    return "arn:" + place.region().partition() + ":apigateway:" + place.region() + "::" + path;
  }

  /** Where it is served: names below {@code localhost} lead to this machine without any DNS. */
  String endpoint(URI reachedBy) {
    String port = reachedBy.getPort() < 0 ? "" : ":" + reachedBy.getPort();
    return reachedBy.getScheme() + "://" + host(reachedBy) + port;
  }

  /** Its host, without the port. */
  String host(URI reachedBy) {
    String label = id() + ".execute-api." + place.region() + ".";
    String host = reachedBy.getHost();
    if (host != null && host.toLowerCase(Locale.ROOT).startsWith(label)) {
      return host;
    }
    // An address has no names below it.
    return label + (host == null || ADDRESS.matcher(host).matches() ? "localhost" : host);
  }
}
