package dev.forebay.apigateway;

import dev.forebay.proxy.Authorized;
import dev.forebay.proxy.Proof;
import dev.forebay.proxy.ProxyRequest;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;

/**
 * Lets requests in as their route asks: everybody, whoever is allowed {@code execute-api:Invoke} by
 * a signature, the bearer of a token, or whom a function lets in. Thread-safe.
 *
 * @param calls knows the switchboard, which decides about callers
 * @param tokens checks tokens
 * @param functions asks functions
 */
record Doorkeeper(FunctionCalls calls, TokenAuthorizer tokens, FunctionAuthorizer functions) {
  /** The switchboard's name for what policies allow callers of routes. */
  static final String SERVICE = "execute-api";

  Entry admit(Visit visit) {
    AuthorizationType type = visit.route().authorizationType();
    if (type == null || type == AuthorizationType.NONE) {
      return new Entry.Admitted(visit);
    }
    if (type == AuthorizationType.AWS_IAM) {
      return bySignature(visit);
    }
    Optional<Authorizer> authorizer =
        Optional.ofNullable(visit.site().authorizers().get(visit.route().authorizerId()));
    if (authorizer.isEmpty()) {
      return new Entry.Refused(GatewayAnswer.FAILED);
    }
    return type == AuthorizationType.JWT
        ? tokens.admit(visit, authorizer.get())
        : functions.admit(visit, authorizer.get());
  }

  private Entry bySignature(Visit visit) {
    ProxyRequest request = visit.request();
    HttpApi api = visit.site().api();
    try {
      Optional<Proof> proof =
          Proof.of(request.http(), request.body(), SERVICE, api.place().region());
      if (proof.isEmpty()) {
        return new Entry.Refused(GatewayAnswer.FORBIDDEN);
      }
      CallContext context =
          new CallContext(
              proof.get().caller().caller(),
              api.place(),
              request.http().requestId(),
              request.http().endpoint(),
              request.http().sender().sourceIp(),
              Optional.empty(),
              request.http().headers().first("User-Agent"));
      calls
          .switchboard()
          .check(context, SERVICE, "Invoke", RouteCall.of(visit.invoked().toString()));
      ProxyRequest proved =
          request.with(proof.get().body()).as(new Authorized.BySignature(proof.get().caller()));
      return new Entry.Admitted(visit.as(proved, proof.get().caller().caller()));
    } catch (AwsException e) {
      return new Entry.Refused(GatewayAnswer.because(GatewayAnswer.FORBIDDEN, e));
    }
  }
}
