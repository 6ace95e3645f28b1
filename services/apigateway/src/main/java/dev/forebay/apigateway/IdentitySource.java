package dev.forebay.apigateway;

import dev.forebay.proxy.ProxyRequest;
import dev.forebay.proxy.QueryStrings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a request an authorizer finds who calls. Immutable.
 *
 * @param kind {@code header}, {@code querystring}, {@code context} or {@code stageVariables}
 * @param name which of them
 */
record IdentitySource(String kind, String name) {
  private static final Pattern FORM =
      Pattern.compile("\\$(?:request\\.(header|querystring)|(context|stageVariables))\\.(\\S+)");

  /**
   * Reads a selection expression.
   *
   * @throws dev.forebay.wire.AwsException for what is none
   */
  static IdentitySource parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw GatewayErrors.invalid("Invalid mapping expression specified: " + text);
    }
    return new IdentitySource(form.group(1) == null ? form.group(2) : form.group(1), form.group(3));
  }

  /** What a request has there; nothing for what it has not or is empty. */
  Optional<String> of(ProxyRequest request) {
    Optional<String> value =
        switch (kind) {
          case "header" -> request.http().headers().first(name);
          case "querystring" ->
              Optional.ofNullable(QueryStrings.all(request.http().rawQuery()).get(name))
                  .map(List::getFirst);
          case "stageVariables" -> Optional.ofNullable(request.stageVariables().get(name));
          default -> ofContext(request);
        };
    return value.filter(text -> !text.isEmpty());
  }

  private Optional<String> ofContext(ProxyRequest request) {
    return switch (name) {
      case "apiId", "domainPrefix" -> Optional.of(request.place().apiId());
      case "accountId" -> Optional.of(request.place().accountId());
      case "domainName" -> Optional.of(request.place().domainName());
      case "httpMethod" -> Optional.of(request.http().method());
      case "path" -> Optional.of(request.rawPath());
      case "protocol" -> Optional.of(request.http().sender().protocol());
      case "requestId" -> Optional.of(request.http().requestId().value());
      case "routeKey" -> Optional.of(request.place().routeKey());
      case "stage" -> Optional.of(request.place().stage());
      case "identity.sourceIp" -> Optional.of(request.sourceIp());
      case "identity.userAgent" -> request.http().headers().first("User-Agent");
      default -> Optional.empty();
    };
  }
}
