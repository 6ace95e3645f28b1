package dev.forebay.events;

import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.KeptRequests;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthResponseParameters;
import software.amazon.awssdk.services.eventbridge.model.ConnectionBodyParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHeaderParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHttpParameters;
import software.amazon.awssdk.services.eventbridge.model.ConnectionQueryStringParameter;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionOAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionAuthRequestParameters;

/** How a connection signs in: checked, changed, stored, and shown without its secrets. */
final class ConnectionAuth {
  private static final KeptRequests KEPT = new KeptRequests();

  private ConnectionAuth() {}

  /**
   * Checks that the parameters of the type are there.
   *
   * @throws dev.forebay.wire.AwsException when they are not
   */
  static CreateConnectionAuthRequestParameters check(
      String type, CreateConnectionAuthRequestParameters auth) {
    boolean given =
        switch (type) {
          case "BASIC" -> auth.basicAuthParameters() != null;
          case "API_KEY" -> auth.apiKeyAuthParameters() != null;
          case "OAUTH_CLIENT_CREDENTIALS" -> auth.oAuthParameters() != null;
          default -> false;
        };
    if (!given) {
      throw EventsErrors.invalid(
          "The AuthParameters do not match the AuthorizationType " + type + ".");
    }
    if (auth.connectivityParameters() != null) {
      throw EventsErrors.invalid("Private connectivity is not supported by Forebay.");
    }
    return auth;
  }

  static String write(CreateConnectionAuthRequestParameters auth) {
    return Base64.getEncoder().encodeToString(KEPT.write(auth).toArray());
  }

  static CreateConnectionAuthRequestParameters read(ConnectionRow row) {
    CreateConnectionAuthRequestParameters.Builder builder =
        CreateConnectionAuthRequestParameters.builder();
    KEPT.read(Bytes.wrap(Base64.getDecoder().decode(row.auth())), builder);
    return builder.build();
  }

  /** The parameters with what an update names in the place of what was there. */
  static CreateConnectionAuthRequestParameters merge(
      CreateConnectionAuthRequestParameters old, UpdateConnectionAuthRequestParameters change) {
    CreateConnectionAuthRequestParameters.Builder merged = old.toBuilder();
    if (change.basicAuthParameters() != null) {
      merged.basicAuthParameters(basic -> {
        if (old.basicAuthParameters() != null) {
          basic
              .username(old.basicAuthParameters().username())
              .password(old.basicAuthParameters().password());
        }
        set(change.basicAuthParameters().username(), basic::username);
        set(change.basicAuthParameters().password(), basic::password);
      });
    }
    if (change.apiKeyAuthParameters() != null) {
      merged.apiKeyAuthParameters(key -> {
        if (old.apiKeyAuthParameters() != null) {
          key.apiKeyName(old.apiKeyAuthParameters().apiKeyName())
              .apiKeyValue(old.apiKeyAuthParameters().apiKeyValue());
        }
        set(change.apiKeyAuthParameters().apiKeyName(), key::apiKeyName);
        set(change.apiKeyAuthParameters().apiKeyValue(), key::apiKeyValue);
      });
    }
    if (change.oAuthParameters() != null) {
      var wanted = change.oAuthParameters();
      CreateConnectionOAuthRequestParameters.Builder oauth =
          old.oAuthParameters() == null
              ? CreateConnectionOAuthRequestParameters.builder()
              : old.oAuthParameters().toBuilder();
      set(wanted.authorizationEndpoint(), oauth::authorizationEndpoint);
      set(wanted.httpMethodAsString(), oauth::httpMethod);
      if (wanted.oAuthHttpParameters() != null) {
        oauth.oAuthHttpParameters(wanted.oAuthHttpParameters());
      }
      if (wanted.clientParameters() != null) {
        oauth.clientParameters(client -> {
          if (old.oAuthParameters() != null && old.oAuthParameters().clientParameters() != null) {
            client
                .clientID(old.oAuthParameters().clientParameters().clientID())
                .clientSecret(old.oAuthParameters().clientParameters().clientSecret());
          }
          set(wanted.clientParameters().clientID(), client::clientID);
          set(wanted.clientParameters().clientSecret(), client::clientSecret);
        });
      }
      merged.oAuthParameters(oauth.build());
    }
    if (change.invocationHttpParameters() != null) {
      merged.invocationHttpParameters(change.invocationHttpParameters());
    }
    return merged.build();
  }

  private static void set(@Nullable String value, java.util.function.Consumer<String> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  /** What may be shown. */
  static ConnectionAuthResponseParameters shown(CreateConnectionAuthRequestParameters auth) {
    ConnectionAuthResponseParameters.Builder shown = ConnectionAuthResponseParameters.builder();
    if (auth.basicAuthParameters() != null) {
      shown.basicAuthParameters(basic -> basic.username(auth.basicAuthParameters().username()));
    }
    if (auth.apiKeyAuthParameters() != null) {
      shown.apiKeyAuthParameters(key -> key.apiKeyName(auth.apiKeyAuthParameters().apiKeyName()));
    }
    if (auth.oAuthParameters() != null) {
      var oauth = auth.oAuthParameters();
      shown.oAuthParameters(parameters ->
          parameters
              .clientParameters(client -> client.clientID(oauth.clientParameters().clientID()))
              .authorizationEndpoint(oauth.authorizationEndpoint())
              .httpMethod(oauth.httpMethodAsString())
              .oAuthHttpParameters(shown(oauth.oAuthHttpParameters())));
    }
    return shown.invocationHttpParameters(shown(auth.invocationHttpParameters())).build();
  }

  private static @Nullable ConnectionHttpParameters shown(
      @Nullable ConnectionHttpParameters given) {
    if (given == null) {
      return null;
    }
    List<ConnectionHeaderParameter> headers =
        given.headerParameters().stream()
            .map(one -> isSecret(one.isValueSecret()) ? one.toBuilder().value(null).build() : one)
            .toList();
    List<ConnectionQueryStringParameter> query =
        given.queryStringParameters().stream()
            .map(one -> isSecret(one.isValueSecret()) ? one.toBuilder().value(null).build() : one)
            .toList();
    List<ConnectionBodyParameter> body =
        given.bodyParameters().stream()
            .map(one -> isSecret(one.isValueSecret()) ? one.toBuilder().value(null).build() : one)
            .toList();
    return ConnectionHttpParameters.builder()
        .headerParameters(headers)
        .queryStringParameters(query)
        .bodyParameters(body)
        .build();
  }

  private static boolean isSecret(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }
}
