package dev.forebay.identity.iam;

import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/** OpenID Connect identity providers ("Create an OIDC identity provider in IAM"). Thread-safe. */
final class OidcProviders {
  private static final int MOST = 100;
  private static final int MOST_CLIENTS = 100;

  private final Context iam;

  OidcProviders(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "CreateOpenIDConnectProvider",
            CreateOpenIdConnectProviderRequest::builder,
            this::create)
        .on("GetOpenIDConnectProvider", GetOpenIdConnectProviderRequest::builder, this::get)
        .on("ListOpenIDConnectProviders", ListOpenIdConnectProvidersRequest::builder, this::list)
        .on(
            "DeleteOpenIDConnectProvider",
            DeleteOpenIdConnectProviderRequest::builder,
            this::delete)
        .on(
            "AddClientIDToOpenIDConnectProvider",
            AddClientIdToOpenIdConnectProviderRequest::builder,
            this::addClient)
        .on(
            "RemoveClientIDFromOpenIDConnectProvider",
            RemoveClientIdFromOpenIdConnectProviderRequest::builder,
            this::removeClient)
        .on(
            "UpdateOpenIDConnectProviderThumbprint",
            UpdateOpenIdConnectProviderThumbprintRequest::builder,
            this::thumbprint);
  }

  /** The provider of an ARN. */
  static Optional<OidcRow> find(Account account, String arn) {
    return Arn.parse(arn)
        .filter(parsed -> parsed.account().equals(account.id().value()))
        .filter(parsed -> parsed.resource().startsWith("oidc-provider/"))
        .flatMap(parsed ->
            account.find(Kind.OIDC, parsed.resource().substring("oidc-provider/".length())));
  }

  static OidcRow get(Account account, String arn) {
    return find(account, arn).orElseThrow(() -> noProvider(arn));
  }

  private static AwsException noProvider(String arn) {
    return IamErrors.noSuchEntity("OpenIDConnect Provider not found for arn " + arn);
  }

  private static String arn(CallContext call, OidcRow row) {
    return "arn:"
        + Names.partition(call)
        + ":iam::"
        + Names.account(call)
        + ":oidc-provider/"
        + row.url();
  }

  private CreateOpenIdConnectProviderResponse create(
      CallContext call, CreateOpenIdConnectProviderRequest request) {
    String url = url(request.url());
    if (request.clientIDList().size() > MOST_CLIENTS) {
      throw IamErrors.quota("ClientIdsPerOpenIdConnectProvider", MOST_CLIENTS);
    }
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.OIDC, url).isPresent()) {
            throw IamErrors.exists("Provider with url " + request.url() + " already exists.");
          }
          if (change.account().count(Kind.OIDC) >= MOST) {
            throw IamErrors.quota("OpenIdConnectProvidersPerAccount", MOST);
          }
          OidcRow row =
              new OidcRow(
                  url,
                  request.clientIDList(),
                  request.thumbprintList(),
                  iam.now(),
                  Tags.read(request.tags()));
          change.put(Kind.OIDC, row);
          return CreateOpenIdConnectProviderResponse.builder()
              .openIDConnectProviderArn(arn(call, row))
              .tags(Tags.wire(row.tags()))
              .build();
        });
  }

  private static String url(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw IamErrors.validation("Invalid Open ID Connect Provider URL");
    }
    boolean right =
        ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
            && uri.getHost() != null
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null;
    if (!right) {
      throw IamErrors.validation("Invalid Open ID Connect Provider URL");
    }
    return key(text);
  }

  /**
   * The row of an issuer's URL. Keys are in lower case, as a host is; a path that is not would be
   * another provider at AWS.
   */
  static String key(String url) {
    int scheme = url.indexOf("://");
    return Kind.fold((scheme < 0 ? url : url.substring(scheme + 3)).replaceFirst("/$", ""));
  }

  private GetOpenIdConnectProviderResponse get(
      CallContext call, GetOpenIdConnectProviderRequest request) {
    OidcRow row = get(iam.account(call), request.openIDConnectProviderArn());
    return GetOpenIdConnectProviderResponse.builder()
        .url(row.url())
        .clientIDList(row.clients())
        .thumbprintList(row.thumbprints())
        .createDate(Instant.ofEpochSecond(row.created()))
        .tags(Tags.wire(row.tags()))
        .build();
  }

  private ListOpenIdConnectProvidersResponse list(
      CallContext call, ListOpenIdConnectProvidersRequest request) {
    return ListOpenIdConnectProvidersResponse.builder()
        .openIDConnectProviderList(
            iam.account(call).all(Kind.OIDC).stream()
                .map(row -> OpenIDConnectProviderListEntry.builder().arn(arn(call, row)).build())
                .toList())
        .build();
  }

  private DeleteOpenIdConnectProviderResponse delete(
      CallContext call, DeleteOpenIdConnectProviderRequest request) {
    return iam.change(
        call,
        change -> {
          find(change.account(), request.openIDConnectProviderArn())
              .ifPresent(row -> change.delete(Kind.OIDC, row));
          return DeleteOpenIdConnectProviderResponse.builder().build();
        });
  }

  private AddClientIdToOpenIdConnectProviderResponse addClient(
      CallContext call, AddClientIdToOpenIdConnectProviderRequest request) {
    return iam.change(
        call,
        change -> {
          OidcRow row = get(change.account(), request.openIDConnectProviderArn());
          if (!row.clients().contains(request.clientID())) {
            if (row.clients().size() >= MOST_CLIENTS) {
              throw IamErrors.quota("ClientIdsPerOpenIdConnectProvider", MOST_CLIENTS);
            }
            List<String> clients = new ArrayList<>(row.clients());
            clients.add(request.clientID());
            change.put(Kind.OIDC, row.withClients(clients));
          }
          return AddClientIdToOpenIdConnectProviderResponse.builder().build();
        });
  }

  private RemoveClientIdFromOpenIdConnectProviderResponse removeClient(
      CallContext call, RemoveClientIdFromOpenIdConnectProviderRequest request) {
    return iam.change(
        call,
        change -> {
          OidcRow row = get(change.account(), request.openIDConnectProviderArn());
          List<String> clients = new ArrayList<>(row.clients());
          clients.remove(request.clientID());
          change.put(Kind.OIDC, row.withClients(clients));
          return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
        });
  }

  private UpdateOpenIdConnectProviderThumbprintResponse thumbprint(
      CallContext call, UpdateOpenIdConnectProviderThumbprintRequest request) {
    return iam.change(
        call,
        change -> {
          OidcRow row = get(change.account(), request.openIDConnectProviderArn());
          change.put(Kind.OIDC, row.withThumbprints(request.thumbprintList()));
          return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
        });
  }
}
