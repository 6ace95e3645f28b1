package dev.forebay.sns;

import dev.forebay.sns.Shelf.Thing;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.CheckIfPhoneNumberIsOptedOutRequest;
import software.amazon.awssdk.services.sns.model.CheckIfPhoneNumberIsOptedOutResponse;
import software.amazon.awssdk.services.sns.model.CreateSmsSandboxPhoneNumberRequest;
import software.amazon.awssdk.services.sns.model.CreateSmsSandboxPhoneNumberResponse;
import software.amazon.awssdk.services.sns.model.DeleteSmsSandboxPhoneNumberRequest;
import software.amazon.awssdk.services.sns.model.DeleteSmsSandboxPhoneNumberResponse;
import software.amazon.awssdk.services.sns.model.GetSmsAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSmsAttributesResponse;
import software.amazon.awssdk.services.sns.model.GetSmsSandboxAccountStatusRequest;
import software.amazon.awssdk.services.sns.model.GetSmsSandboxAccountStatusResponse;
import software.amazon.awssdk.services.sns.model.ListOriginationNumbersRequest;
import software.amazon.awssdk.services.sns.model.ListOriginationNumbersResponse;
import software.amazon.awssdk.services.sns.model.ListPhoneNumbersOptedOutRequest;
import software.amazon.awssdk.services.sns.model.ListPhoneNumbersOptedOutResponse;
import software.amazon.awssdk.services.sns.model.ListSmsSandboxPhoneNumbersRequest;
import software.amazon.awssdk.services.sns.model.ListSmsSandboxPhoneNumbersResponse;
import software.amazon.awssdk.services.sns.model.OptInPhoneNumberRequest;
import software.amazon.awssdk.services.sns.model.OptInPhoneNumberResponse;
import software.amazon.awssdk.services.sns.model.SMSSandboxPhoneNumber;
import software.amazon.awssdk.services.sns.model.SetSmsAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSmsAttributesResponse;
import software.amazon.awssdk.services.sns.model.VerifySmsSandboxPhoneNumberRequest;
import software.amazon.awssdk.services.sns.model.VerifySmsSandboxPhoneNumberResponse;

/**
 * Settings of text messages, and numbers of the sandbox: kept and answered. No text message is
 * sent, so nobody has opted out, and any one-time password of five to eight digits verifies a
 * number. Thread-safe.
 */
final class SmsOperations {
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]{6,15}");
  private static final Pattern PASSWORD = Pattern.compile("[0-9]{5,8}");
  private static final String SETTINGS = "settings";
  private static final String STATUS = "Status";
  private static final Set<String> KNOWN =
      Set.of(
          "MonthlySpendLimit",
          "DeliveryStatusIAMRole",
          "DeliveryStatusSuccessSamplingRate",
          "DefaultSenderID",
          "DefaultSMSType",
          "UsageReportS3Bucket");

  private final Shelf settings;
  private final Shelf sandbox;

  SmsOperations(Topics topics) {
    this.settings = new Shelf(topics, "sms");
    this.sandbox = new Shelf(topics, "sms-sandbox");
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder sns) {
    return sns.on("SetSMSAttributes", SetSmsAttributesRequest::builder, this::set)
        .on("GetSMSAttributes", GetSmsAttributesRequest::builder, this::get)
        .on(
            "CheckIfPhoneNumberIsOptedOut",
            CheckIfPhoneNumberIsOptedOutRequest::builder,
            this::isOptedOut)
        .on("ListPhoneNumbersOptedOut", ListPhoneNumbersOptedOutRequest::builder, this::optedOut)
        .on("OptInPhoneNumber", OptInPhoneNumberRequest::builder, this::optIn)
        .on("ListOriginationNumbers", ListOriginationNumbersRequest::builder, this::origins)
        .on("GetSMSSandboxAccountStatus", GetSmsSandboxAccountStatusRequest::builder, this::status)
        .on(
            "CreateSMSSandboxPhoneNumber",
            CreateSmsSandboxPhoneNumberRequest::builder,
            this::create)
        .on(
            "VerifySMSSandboxPhoneNumber",
            VerifySmsSandboxPhoneNumberRequest::builder,
            this::verify)
        .on(
            "DeleteSMSSandboxPhoneNumber",
            DeleteSmsSandboxPhoneNumberRequest::builder,
            this::delete)
        .on("ListSMSSandboxPhoneNumbers", ListSmsSandboxPhoneNumbersRequest::builder, this::list);
  }

  private static String number(@Nullable String number) {
    if (number == null || !PHONE.matcher(number).matches()) {
      throw SnsErrors.invalid("PhoneNumber", number + " is not valid");
    }
    return number;
  }

  private SetSmsAttributesResponse set(CallContext context, SetSmsAttributesRequest request) {
    for (String name : request.attributes().keySet()) {
      if (!KNOWN.contains(name)) {
        throw SnsErrors.invalid(name + " is not a valid attribute");
      }
    }
    settings.put(context.place(), settings(context).with(request.attributes()));
    return SetSmsAttributesResponse.builder().build();
  }

  private Thing settings(CallContext context) {
    return settings
        .find(context.place(), SETTINGS)
        .orElseGet(() -> new Thing(SETTINGS, Map.of("MonthlySpendLimit", "1")));
  }

  private GetSmsAttributesResponse get(CallContext context, GetSmsAttributesRequest request) {
    Map<String, String> all = new TreeMap<>(settings(context).attributes());
    if (!request.attributes().isEmpty()) {
      all.keySet().retainAll(request.attributes());
    }
    return GetSmsAttributesResponse.builder().attributes(all).build();
  }

  private CheckIfPhoneNumberIsOptedOutResponse isOptedOut(
      CallContext context, CheckIfPhoneNumberIsOptedOutRequest request) {
    number(request.phoneNumber());
    return CheckIfPhoneNumberIsOptedOutResponse.builder().isOptedOut(false).build();
  }

  private ListPhoneNumbersOptedOutResponse optedOut(
      CallContext context, ListPhoneNumbersOptedOutRequest request) {
    return ListPhoneNumbersOptedOutResponse.builder().phoneNumbers(Set.of()).build();
  }

  private OptInPhoneNumberResponse optIn(CallContext context, OptInPhoneNumberRequest request) {
    number(request.phoneNumber());
    return OptInPhoneNumberResponse.builder().build();
  }

  private ListOriginationNumbersResponse origins(
      CallContext context, ListOriginationNumbersRequest request) {
    return ListOriginationNumbersResponse.builder().phoneNumbers(Set.of()).build();
  }

  private GetSmsSandboxAccountStatusResponse status(
      CallContext context, GetSmsSandboxAccountStatusRequest request) {
    return GetSmsSandboxAccountStatusResponse.builder().isInSandbox(true).build();
  }

  private CreateSmsSandboxPhoneNumberResponse create(
      CallContext context, CreateSmsSandboxPhoneNumberRequest request) {
    sandbox.put(
        context.place(), new Thing(number(request.phoneNumber()), Map.of(STATUS, "Pending")));
    return CreateSmsSandboxPhoneNumberResponse.builder().build();
  }

  private Thing find(CallContext context, @Nullable String number) {
    return sandbox
        .find(context.place(), number(number))
        .orElseThrow(
            () -> new AwsException("ResourceNotFoundException", 404, "Resource not found"));
  }

  private VerifySmsSandboxPhoneNumberResponse verify(
      CallContext context, VerifySmsSandboxPhoneNumberRequest request) {
    Thing number = find(context, request.phoneNumber());
    if (request.oneTimePassword() == null
        || !PASSWORD.matcher(request.oneTimePassword()).matches()) {
      throw new AwsException("VerificationException", 400, "The one-time password is not valid");
    }
    sandbox.put(context.place(), number.with(Map.of(STATUS, "Verified")));
    return VerifySmsSandboxPhoneNumberResponse.builder().build();
  }

  private DeleteSmsSandboxPhoneNumberResponse delete(
      CallContext context, DeleteSmsSandboxPhoneNumberRequest request) {
    sandbox.remove(context.place(), find(context, request.phoneNumber()).name());
    return DeleteSmsSandboxPhoneNumberResponse.builder().build();
  }

  private ListSmsSandboxPhoneNumbersResponse list(
      CallContext context, ListSmsSandboxPhoneNumbersRequest request) {
    return ListSmsSandboxPhoneNumbersResponse.builder()
        .phoneNumbers(
            sandbox.all(context.place(), "").stream()
                .map(thing ->
                    SMSSandboxPhoneNumber.builder()
                        .phoneNumber(thing.name())
                        .status(thing.attributes().getOrDefault(STATUS, "Pending"))
                        .build())
                .toList())
        .build();
  }
}
