package dev.forebay.apigateway;

import dev.forebay.model.Arn;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.ConnectionType;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.IntegrationType;

/** What an integration of an HTTP API may be ("Create integrations for HTTP APIs"). */
final class Integrations {
  /** How long an answer may take, in milliseconds, and does unless less is asked for. */
  static final int LONGEST = 30_000;

  /** Formats of events. */
  static final Set<String> FORMATS = Set.of("1.0", "2.0");

  private static final Pattern INVOCATION =
      Pattern.compile(
          "arn:[^:]+:apigateway:[^:]+:lambda:path/2015-03-31/functions/(.+)/invocations");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{stageVariables\\.[A-Za-z0-9_]+}");

  private Integrations() {}

  /** Refuses an integration that cannot be. */
  static void check(Integration integration) {
    if (integration.connectionType() == ConnectionType.VPC_LINK) {
      throw GatewayErrors.unsupported("VPC links");
    }
    if (integration.integrationType() == IntegrationType.AWS_PROXY) {
      checkFunction(integration);
    } else if (integration.integrationType() == IntegrationType.HTTP_PROXY) {
      checkHttp(integration);
    } else {
      throw GatewayErrors.invalid(
          "Integration type "
              + integration.integrationTypeAsString()
              + " is not supported for HTTP protocol APIs");
    }
  }

  private static void checkFunction(Integration integration) {
    if (integration.integrationSubtype() != null) {
      throw GatewayErrors.unsupported("Integrations with AWS services");
    }
    if (integration.payloadFormatVersion() == null) {
      throw GatewayErrors.invalid("PayloadFormatVersion is a required parameter for HTTP APIs");
    }
    if (!FORMATS.contains(integration.payloadFormatVersion())) {
      throw GatewayErrors.invalid(
          "Invalid PayloadFormatVersion specified: " + integration.payloadFormatVersion());
    }
    if (function(integration.integrationUri()).isEmpty()) {
      throw GatewayErrors.invalid("Invalid function ARN or invalid uri");
    }
  }

  private static void checkHttp(Integration integration) {
    if (integration.payloadFormatVersion() != null
        && !integration.payloadFormatVersion().equals("1.0")) {
      throw GatewayErrors.invalid(
          "Invalid PayloadFormatVersion specified: " + integration.payloadFormatVersion());
    }
    if (integration.integrationMethod() == null) {
      throw GatewayErrors.invalid("HttpMethod must not be null for HTTP_PROXY integrations");
    }
    String uri = integration.integrationUri();
    if (uri == null || !isUrl(uri)) {
      throw GatewayErrors.invalid("Invalid HTTP endpoint specified for URI");
    }
  }

  private static boolean isUrl(String text) {
    try {
      String plain = VARIABLE.matcher(text).replaceAll("x").replaceAll("\\{[^{}/]+}", "x");
      URI uri = URI.create(plain);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The function that a URI names, by its ARN or by that of its invocation. */
  static Optional<String> function(@Nullable String uri) {
    if (uri == null) {
      return Optional.empty();
    }
    Matcher invocation = INVOCATION.matcher(uri);
    String arn = invocation.matches() ? invocation.group(1) : uri;
    return Arn.parse(VARIABLE.matcher(arn).replaceAll("x"))
        .filter(parsed ->
            parsed.service().equals("lambda") && parsed.resource().startsWith("function:"))
        .map(parsed -> arn);
  }
}
