package dev.forebay.identity.iam;

import dev.forebay.wire.ServiceBinding;
import java.util.List;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;

/**
 * Lists of what cannot be made here, and so is never there: tools ask for them before they delete a
 * user or look an account over.
 */
final class NothingToList {
  private final Context iam;

  NothingToList(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "ListMFADevices",
            ListMfaDevicesRequest::builder,
            (call, request) -> {
              Users.orCaller(call, iam.account(call), request.userName());
              return ListMfaDevicesResponse.builder()
                  .mfaDevices(List.of())
                  .isTruncated(false)
                  .build();
            })
        .on(
            "ListVirtualMFADevices",
            ListVirtualMfaDevicesRequest::builder,
            (call, request) ->
                ListVirtualMfaDevicesResponse.builder()
                    .virtualMFADevices(List.of())
                    .isTruncated(false)
                    .build())
        .on(
            "ListSigningCertificates",
            ListSigningCertificatesRequest::builder,
            (call, request) -> {
              Users.orCaller(call, iam.account(call), request.userName());
              return ListSigningCertificatesResponse.builder()
                  .certificates(List.of())
                  .isTruncated(false)
                  .build();
            })
        .on(
            "ListSSHPublicKeys",
            ListSshPublicKeysRequest::builder,
            (call, request) -> {
              Users.orCaller(call, iam.account(call), request.userName());
              return ListSshPublicKeysResponse.builder()
                  .sshPublicKeys(List.of())
                  .isTruncated(false)
                  .build();
            })
        .on(
            "ListServiceSpecificCredentials",
            ListServiceSpecificCredentialsRequest::builder,
            (call, request) -> {
              Users.orCaller(call, iam.account(call), request.userName());
              return ListServiceSpecificCredentialsResponse.builder()
                  .serviceSpecificCredentials(List.of())
                  .build();
            })
        .on(
            "ListServerCertificates",
            ListServerCertificatesRequest::builder,
            (call, request) ->
                ListServerCertificatesResponse.builder()
                    .serverCertificateMetadataList(List.of())
                    .isTruncated(false)
                    .build());
  }
}
