package dev.forebay.cognito;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminForgetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListDevicesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListUserAuthEventsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminListUserAuthEventsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateAuthEventFeedbackRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateAuthEventFeedbackResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminUpdateDeviceStatusResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ConfirmDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ForgetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetCsvHeaderRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetCsvHeaderResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetDeviceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListDevicesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListDevicesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateDeviceStatusRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateDeviceStatusResponse;

/**
 * What pools answer that remember no devices and watch for no risks, as those here do. Thread-safe.
 */
final class NoDevices {
  private final Pools pools;
  private final Users users;
  private final Tokens tokens;

  NoDevices(Pools pools, Users users, Tokens tokens) {
    this.pools = pools;
    this.users = users;
    this.tokens = tokens;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("ListDevices", ListDevicesRequest::builder, this::list)
        .on("AdminListDevices", AdminListDevicesRequest::builder, this::adminList)
        .on("GetDevice", GetDeviceRequest::builder, this::get)
        .on("AdminGetDevice", AdminGetDeviceRequest::builder, this::adminGet)
        .on("ForgetDevice", ForgetDeviceRequest::builder, this::forget)
        .on("AdminForgetDevice", AdminForgetDeviceRequest::builder, this::adminForget)
        .on("UpdateDeviceStatus", UpdateDeviceStatusRequest::builder, this::update)
        .on("AdminUpdateDeviceStatus", AdminUpdateDeviceStatusRequest::builder, this::adminUpdate)
        .on("ConfirmDevice", ConfirmDeviceRequest::builder, this::confirm)
        .on("AdminListUserAuthEvents", AdminListUserAuthEventsRequest::builder, this::events)
        .on(
            "AdminUpdateAuthEventFeedback",
            AdminUpdateAuthEventFeedbackRequest::builder,
            this::feedback)
        .on("GetCSVHeader", GetCsvHeaderRequest::builder, this::header);
  }

  private static AwsException noDevice() {
    return CognitoErrors.notFound("Device does not exist.");
  }

  private void require(CallContext context, String pool, String username) {
    users.require(pools.require(context.place(), pool), username);
  }

  private ListDevicesResponse list(CallContext context, ListDevicesRequest request) {
    tokens.self(request.accessToken());
    return ListDevicesResponse.builder().devices(List.of()).build();
  }

  private AdminListDevicesResponse adminList(CallContext context, AdminListDevicesRequest request) {
    require(context, request.userPoolId(), request.username());
    return AdminListDevicesResponse.builder().devices(List.of()).build();
  }

  private GetDeviceResponse get(CallContext context, GetDeviceRequest request) {
    tokens.self(request.accessToken());
    throw noDevice();
  }

  private AdminGetDeviceResponse adminGet(CallContext context, AdminGetDeviceRequest request) {
    require(context, request.userPoolId(), request.username());
    throw noDevice();
  }

  private ForgetDeviceResponse forget(CallContext context, ForgetDeviceRequest request) {
    tokens.self(request.accessToken());
    throw noDevice();
  }

  private AdminForgetDeviceResponse adminForget(
      CallContext context, AdminForgetDeviceRequest request) {
    require(context, request.userPoolId(), request.username());
    throw noDevice();
  }

  private UpdateDeviceStatusResponse update(
      CallContext context, UpdateDeviceStatusRequest request) {
    tokens.self(request.accessToken());
    throw noDevice();
  }

  private AdminUpdateDeviceStatusResponse adminUpdate(
      CallContext context, AdminUpdateDeviceStatusRequest request) {
    require(context, request.userPoolId(), request.username());
    throw noDevice();
  }

  private ConfirmDeviceResponse confirm(CallContext context, ConfirmDeviceRequest request) {
    tokens.self(request.accessToken());
    throw noDevice();
  }

  private static AwsException notWatched() {
    return CognitoErrors.of(
        "UserPoolAddOnNotEnabledException", "Threat protection is not enabled for the user pool.");
  }

  private AdminListUserAuthEventsResponse events(
      CallContext context, AdminListUserAuthEventsRequest request) {
    require(context, request.userPoolId(), request.username());
    throw notWatched();
  }

  private AdminUpdateAuthEventFeedbackResponse feedback(
      CallContext context, AdminUpdateAuthEventFeedbackRequest request) {
    require(context, request.userPoolId(), request.username());
    throw notWatched();
  }

  private GetCsvHeaderResponse header(CallContext context, GetCsvHeaderRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return GetCsvHeaderResponse.builder()
        .userPoolId(pool.id())
        .csvHeader(
            Stream.concat(
                    pool.type().schemaAttributes().stream()
                        .map(SchemaAttributeType::name)
                        .filter(name -> !name.equals("sub") && !name.equals("identities")),
                    Stream.of("cognito:mfa_enabled", "cognito:username"))
                .toList())
        .build();
  }
}
