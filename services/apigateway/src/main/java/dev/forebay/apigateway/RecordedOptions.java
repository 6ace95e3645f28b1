package dev.forebay.apigateway;

import dev.forebay.model.RecordedOnly;
import java.util.List;
import java.util.stream.Stream;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final String SOCKETS = "Means something for WebSocket APIs only.";
  private static final String MAPPING = "Requests and answers go as they are.";
  private static final String STAGES = "Requests are not logged or measured by stage.";

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      Stream.of(
              of("Api", "ApiKeySelectionExpression", SOCKETS),
              of("Api", "DisableSchemaValidation", SOCKETS),
              of("Api", "RouteSelectionExpression", SOCKETS),
              of("Api", "IpAddressType", "The server's own address is the API's."),
              of("Route", "ApiKeyRequired", SOCKETS),
              of("Route", "ModelSelectionExpression", SOCKETS),
              of("Route", "RequestModels", SOCKETS),
              of("Route", "RequestParameters", SOCKETS),
              of("Route", "RouteResponseSelectionExpression", SOCKETS),
              of("Integration", "ConnectionId", "There are no VPC links."),
              of("Integration", "ContentHandlingStrategy", SOCKETS),
              of("Integration", "PassthroughBehavior", SOCKETS),
              of("Integration", "RequestTemplates", SOCKETS),
              of("Integration", "TemplateSelectionExpression", SOCKETS),
              of("Integration", "RequestParameters", MAPPING),
              of("Integration", "ResponseParameters", MAPPING),
              of("Authorizer", "IdentityValidationExpression", "AWS does not use it either."),
              of("Stage", "AccessLogSettings", STAGES),
              of("Stage", "ClientCertificateId", SOCKETS),
              of("Stage", "DefaultRouteSettings.DataTraceEnabled", SOCKETS),
              of("Stage", "DefaultRouteSettings.DetailedMetricsEnabled", STAGES),
              of("Stage", "DefaultRouteSettings.LoggingLevel", SOCKETS),
              of("Stage", "RouteSettings.DataTraceEnabled", SOCKETS),
              of("Stage", "RouteSettings.DetailedMetricsEnabled", STAGES),
              of("Stage", "RouteSettings.LoggingLevel", SOCKETS))
          .toList();

  private RecordedOptions() {}

  private static RecordedOnly of(String what, String option, String reason) {
    return new RecordedOnly(
        "apigateway", List.of("Create" + what, "Update" + what), option, reason);
  }
}
