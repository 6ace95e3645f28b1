package dev.forebay.sns;

import dev.forebay.model.Arn;
import dev.forebay.model.RequestId;
import dev.forebay.sns.Shelf.Thing;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.CreatePlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.CreatePlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.CreatePlatformEndpointRequest;
import software.amazon.awssdk.services.sns.model.CreatePlatformEndpointResponse;
import software.amazon.awssdk.services.sns.model.DeleteEndpointRequest;
import software.amazon.awssdk.services.sns.model.DeleteEndpointResponse;
import software.amazon.awssdk.services.sns.model.DeletePlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.DeletePlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.Endpoint;
import software.amazon.awssdk.services.sns.model.GetEndpointAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetEndpointAttributesResponse;
import software.amazon.awssdk.services.sns.model.GetPlatformApplicationAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetPlatformApplicationAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListEndpointsByPlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.ListEndpointsByPlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.ListPlatformApplicationsRequest;
import software.amazon.awssdk.services.sns.model.ListPlatformApplicationsResponse;
import software.amazon.awssdk.services.sns.model.PlatformApplication;
import software.amazon.awssdk.services.sns.model.SetEndpointAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetEndpointAttributesResponse;
import software.amazon.awssdk.services.sns.model.SetPlatformApplicationAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetPlatformApplicationAttributesResponse;

/**
 * Platform applications and their endpoints: kept and answered; what is published to them is
 * recorded. Thread-safe.
 */
final class PlatformOperations {
  private static final int PAGE = 100;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,256}");
  private static final Set<String> PLATFORMS =
      Set.of(
          "ADM",
          "APNS",
          "APNS_SANDBOX",
          "BAIDU",
          "FCM",
          "GCM",
          "MACOS",
          "MACOS_SANDBOX",
          "MPNS",
          "WNS",
          "APNS_VOIP",
          "APNS_VOIP_SANDBOX");

  /** What is not answered back. */
  private static final Set<String> SECRETS = Set.of("PlatformCredential", "PlatformPrincipal");

  private final Shelf applications;
  private final Shelf endpoints;
  private final Topics topics;

  PlatformOperations(Topics topics) {
    this.topics = topics;
    this.applications = new Shelf(topics, "application");
    this.endpoints = new Shelf(topics, "endpoint");
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder sns) {
    return sns.on(
            "CreatePlatformApplication", CreatePlatformApplicationRequest::builder, this::create)
        .on("DeletePlatformApplication", DeletePlatformApplicationRequest::builder, this::delete)
        .on(
            "GetPlatformApplicationAttributes",
            GetPlatformApplicationAttributesRequest::builder,
            this::attributes)
        .on(
            "SetPlatformApplicationAttributes",
            SetPlatformApplicationAttributesRequest::builder,
            this::set)
        .on("ListPlatformApplications", ListPlatformApplicationsRequest::builder, this::list)
        .on("CreatePlatformEndpoint", CreatePlatformEndpointRequest::builder, this::createEndpoint)
        .on("DeleteEndpoint", DeleteEndpointRequest::builder, this::deleteEndpoint)
        .on(
            "GetEndpointAttributes",
            GetEndpointAttributesRequest::builder,
            this::endpointAttributes)
        .on("SetEndpointAttributes", SetEndpointAttributesRequest::builder, this::setEndpoint)
        .on(
            "ListEndpointsByPlatformApplication",
            ListEndpointsByPlatformApplicationRequest::builder,
            this::listEndpoints);
  }

  private CreatePlatformApplicationResponse create(
      CallContext context, CreatePlatformApplicationRequest request) {
    if (request.name() == null || !NAME.matcher(request.name()).matches()) {
      throw SnsErrors.invalid("Name", "it may have 1 to 256 letters, digits, '_', '-' and '.'");
    }
    if (request.platform() == null || !PLATFORMS.contains(request.platform())) {
      throw SnsErrors.invalid("Platform", "Platform is not supported: " + request.platform());
    }
    Map<String, String> attributes = new TreeMap<>(request.attributes());
    attributes.putIfAbsent("Enabled", "true");
    String name = request.platform() + "/" + request.name();
    applications.put(context.place(), new Thing(name, attributes));
    return CreatePlatformApplicationResponse.builder()
        .platformApplicationArn(context.place().arn("sns", "app/" + name).toString())
        .build();
  }

  private static String name(CallContext context, @Nullable String arn, String kind) {
    return Optional.ofNullable(arn)
        .flatMap(Arn::parse)
        .filter(parsed -> parsed.service().equals("sns"))
        .filter(parsed -> parsed.region().equals(context.place().region().value()))
        .filter(parsed -> parsed.account().equals(context.place().account().value()))
        .map(Arn::resource)
        .filter(resource -> resource.startsWith(kind + "/"))
        .map(resource -> resource.substring(kind.length() + 1))
        .orElseThrow(
            () -> SnsErrors.invalid(kind.equals("app") ? "PlatformApplicationArn" : "EndpointArn"));
  }

  private Thing application(CallContext context, @Nullable String arn) {
    return applications
        .find(context.place(), name(context, arn, "app"))
        .orElseThrow(
            () -> new AwsException("NotFoundException", 404, "PlatformApplication does not exist"));
  }

  private Thing endpoint(CallContext context, @Nullable String arn) {
    return endpoints
        .find(context.place(), name(context, arn, "endpoint"))
        .orElseThrow(() -> new AwsException("NotFoundException", 404, "Endpoint does not exist"));
  }

  private DeletePlatformApplicationResponse delete(
      CallContext context, DeletePlatformApplicationRequest request) {
    String name = name(context, request.platformApplicationArn(), "app");
    endpoints
        .all(context.place(), name + "/")
        .forEach(endpoint -> endpoints.remove(context.place(), endpoint.name()));
    applications.remove(context.place(), name);
    return DeletePlatformApplicationResponse.builder().build();
  }

  private static Map<String, String> shown(Thing thing) {
    Map<String, String> shown = new TreeMap<>(thing.attributes());
    shown.keySet().removeAll(SECRETS);
    return shown;
  }

  private GetPlatformApplicationAttributesResponse attributes(
      CallContext context, GetPlatformApplicationAttributesRequest request) {
    return GetPlatformApplicationAttributesResponse.builder()
        .attributes(shown(application(context, request.platformApplicationArn())))
        .build();
  }

  private SetPlatformApplicationAttributesResponse set(
      CallContext context, SetPlatformApplicationAttributesRequest request) {
    applications.put(
        context.place(),
        application(context, request.platformApplicationArn()).with(request.attributes()));
    return SetPlatformApplicationAttributesResponse.builder().build();
  }

  private ListPlatformApplicationsResponse list(
      CallContext context, ListPlatformApplicationsRequest request) {
    List<Thing> page = page(applications.all(context.place(), ""), request.nextToken());
    return ListPlatformApplicationsResponse.builder()
        .platformApplications(
            page.stream()
                .limit(PAGE)
                .map(thing ->
                    PlatformApplication.builder()
                        .platformApplicationArn(
                            context.place().arn("sns", "app/" + thing.name()).toString())
                        .attributes(shown(thing))
                        .build())
                .toList())
        .nextToken(next(page))
        .build();
  }

  private static List<Thing> page(List<Thing> all, @Nullable String token) {
    Optional<String> after = PageToken.read(token);
    return all.stream()
        .filter(thing -> after.isEmpty() || thing.name().compareTo(after.get()) > 0)
        .limit(PAGE + 1)
        .toList();
  }

  private static @Nullable String next(List<Thing> page) {
    return page.size() > PAGE ? PageToken.write(page.get(PAGE - 1).name()) : null;
  }

  private CreatePlatformEndpointResponse createEndpoint(
      CallContext context, CreatePlatformEndpointRequest request) {
    Thing application = application(context, request.platformApplicationArn());
    String token = request.token();
    if (token == null || token.isEmpty()) {
      throw SnsErrors.invalid("Token");
    }
    Map<String, String> attributes = new TreeMap<>(request.attributes());
    attributes.put("Token", token);
    attributes.putIfAbsent("Enabled", "true");
    if (request.customUserData() != null) {
      attributes.put("CustomUserData", request.customUserData());
    }
    Optional<Thing> there =
        endpoints.all(context.place(), application.name() + "/").stream()
            .filter(endpoint -> token.equals(endpoint.attributes().get("Token")))
            .findFirst();
    if (there.isPresent() && !there.get().attributes().equals(attributes)) {
      throw SnsErrors.invalid(
          "Token",
          "Endpoint "
              + context.place().arn("sns", "endpoint/" + there.get().name())
              + " already exists with the same Token, but different attributes.");
    }
    Thing endpoint =
        there.orElseGet(() ->
            new Thing(
                application.name() + "/" + RequestId.random(topics.random()).value(), attributes));
    endpoints.put(context.place(), endpoint);
    return CreatePlatformEndpointResponse.builder()
        .endpointArn(context.place().arn("sns", "endpoint/" + endpoint.name()).toString())
        .build();
  }

  private DeleteEndpointResponse deleteEndpoint(
      CallContext context, DeleteEndpointRequest request) {
    endpoints.remove(context.place(), name(context, request.endpointArn(), "endpoint"));
    return DeleteEndpointResponse.builder().build();
  }

  private GetEndpointAttributesResponse endpointAttributes(
      CallContext context, GetEndpointAttributesRequest request) {
    return GetEndpointAttributesResponse.builder()
        .attributes(endpoint(context, request.endpointArn()).attributes())
        .build();
  }

  private SetEndpointAttributesResponse setEndpoint(
      CallContext context, SetEndpointAttributesRequest request) {
    endpoints.put(
        context.place(), endpoint(context, request.endpointArn()).with(request.attributes()));
    return SetEndpointAttributesResponse.builder().build();
  }

  private ListEndpointsByPlatformApplicationResponse listEndpoints(
      CallContext context, ListEndpointsByPlatformApplicationRequest request) {
    Thing application = application(context, request.platformApplicationArn());
    List<Thing> page =
        page(endpoints.all(context.place(), application.name() + "/"), request.nextToken());
    return ListEndpointsByPlatformApplicationResponse.builder()
        .endpoints(
            page.stream()
                .limit(PAGE)
                .map(thing ->
                    Endpoint.builder()
                        .endpointArn(
                            context.place().arn("sns", "endpoint/" + thing.name()).toString())
                        .attributes(thing.attributes())
                        .build())
                .toList())
        .nextToken(next(page))
        .build();
  }

  /** Refuses an endpoint that is not there, or that is switched off. */
  void checkEndpoint(CallContext context, String arn) {
    if ("false".equalsIgnoreCase(endpoint(context, arn).attributes().get("Enabled"))) {
      throw new AwsException("EndpointDisabledException", 400, "Endpoint is disabled");
    }
  }
}
