package dev.forebay.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.wire.AwsException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.CreatePlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.CreatePlatformApplicationResponse;
import software.amazon.awssdk.services.sns.model.CreatePlatformEndpointRequest;
import software.amazon.awssdk.services.sns.model.CreatePlatformEndpointResponse;
import software.amazon.awssdk.services.sns.model.CreateSmsSandboxPhoneNumberRequest;
import software.amazon.awssdk.services.sns.model.DeletePlatformApplicationRequest;
import software.amazon.awssdk.services.sns.model.GetSmsAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSmsAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListPlatformApplicationsRequest;
import software.amazon.awssdk.services.sns.model.ListPlatformApplicationsResponse;
import software.amazon.awssdk.services.sns.model.ListSmsSandboxPhoneNumbersRequest;
import software.amazon.awssdk.services.sns.model.ListSmsSandboxPhoneNumbersResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SetEndpointAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSmsAttributesRequest;
import software.amazon.awssdk.services.sns.model.VerifySmsSandboxPhoneNumberRequest;

/** Devices and text messages, which are recorded only. */
class DevicesTest {
  private final SnsBench bench = new SnsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void whatIsPublishedToADeviceIsRecordedAndADisabledOneRefuses() {
    String application =
        bench
            .call(
                CreatePlatformApplicationRequest.builder()
                    .name("app")
                    .platform("GCM")
                    .attributes(Map.of("PlatformCredential", "secret"))
                    .build(),
                CreatePlatformApplicationResponse.class)
            .platformApplicationArn();
    assertThat(application).isEqualTo("arn:aws:sns:eu-central-1:123456789012:app/GCM/app");
    CreatePlatformEndpointRequest create =
        CreatePlatformEndpointRequest.builder()
            .platformApplicationArn(application)
            .token("device")
            .build();
    String endpoint = bench.call(create, CreatePlatformEndpointResponse.class).endpointArn();
    assertThat(bench.call(create, CreatePlatformEndpointResponse.class).endpointArn())
        .isEqualTo(endpoint);
    assertThat(
            bench
                .call(
                    ListPlatformApplicationsRequest.builder().build(),
                    ListPlatformApplicationsResponse.class)
                .platformApplications())
        .singleElement()
        .satisfies(one -> assertThat(one.attributes()).containsOnlyKeys("Enabled"));
    bench.publish(PublishRequest.builder().targetArn(endpoint).message("ping").build());
    assertThat(((Recorded) bench.sns.recorded().getFirst()).endpoint()).isEqualTo(endpoint);
    bench.call(
        SetEndpointAttributesRequest.builder()
            .endpointArn(endpoint)
            .attributes(Map.of("Enabled", "false"))
            .build());
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() ->
            bench.publish(PublishRequest.builder().targetArn(endpoint).message("ping").build()))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EndpointDisabledException"));
    bench.call(
        DeletePlatformApplicationRequest.builder().platformApplicationArn(application).build());
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(() ->
            bench.publish(PublishRequest.builder().targetArn(endpoint).message("ping").build()))
        .withMessage("Endpoint does not exist");
  }

  @Test
  void settingsOfTextMessagesAndNumbersOfTheSandboxAreKept() {
    bench.call(
        SetSmsAttributesRequest.builder()
            .attributes(Map.of("DefaultSMSType", "Transactional"))
            .build());
    assertThat(
            bench
                .call(
                    GetSmsAttributesRequest.builder().attributes("DefaultSMSType").build(),
                    GetSmsAttributesResponse.class)
                .attributes())
        .containsExactly(Map.entry("DefaultSMSType", "Transactional"));
    bench.call(CreateSmsSandboxPhoneNumberRequest.builder().phoneNumber("+491700000000").build());
    bench.call(
        VerifySmsSandboxPhoneNumberRequest.builder()
            .phoneNumber("+491700000000")
            .oneTimePassword("12345")
            .build());
    assertThat(
            bench
                .call(
                    ListSmsSandboxPhoneNumbersRequest.builder().build(),
                    ListSmsSandboxPhoneNumbersResponse.class)
                .phoneNumbers())
        .singleElement()
        .satisfies(number -> assertThat(number.statusAsString()).isEqualTo("Verified"));
  }
}
