package dev.forebay.s3;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import software.amazon.awssdk.services.s3.model.AbacStatus;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * Configurations that are kept and handed out, but that nothing comes of here: see {@link
 * RecordedOptions}. Encryption is echoed on objects. Thread-safe.
 */
final class RecordedSettings {
  private final SettingStore store;

  RecordedSettings(SettingStore store) {
    this.store = store;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "PutBucketAccelerateConfiguration",
            PutBucketAccelerateConfigurationRequest::builder,
            this::putBucketAccelerateConfiguration)
        .on(
            "GetBucketAccelerateConfiguration",
            GetBucketAccelerateConfigurationRequest::builder,
            this::getBucketAccelerateConfiguration)
        .on(
            "PutBucketRequestPayment",
            PutBucketRequestPaymentRequest::builder,
            this::putBucketRequestPayment)
        .on(
            "GetBucketRequestPayment",
            GetBucketRequestPaymentRequest::builder,
            this::getBucketRequestPayment)
        .on("PutBucketLogging", PutBucketLoggingRequest::builder, this::putBucketLogging)
        .on("GetBucketLogging", GetBucketLoggingRequest::builder, this::getBucketLogging)
        .on("PutBucketWebsite", PutBucketWebsiteRequest::builder, this::putBucketWebsite)
        .on("GetBucketWebsite", GetBucketWebsiteRequest::builder, this::getBucketWebsite)
        .on("DeleteBucketWebsite", DeleteBucketWebsiteRequest::builder, this::deleteBucketWebsite)
        .on("PutBucketEncryption", PutBucketEncryptionRequest::builder, this::putBucketEncryption)
        .on("GetBucketEncryption", GetBucketEncryptionRequest::builder, this::getBucketEncryption)
        .on(
            "DeleteBucketEncryption",
            DeleteBucketEncryptionRequest::builder,
            this::deleteBucketEncryption)
        .on("PutBucketAbac", PutBucketAbacRequest::builder, this::putBucketAbac)
        .on("GetBucketAbac", GetBucketAbacRequest::builder, this::getBucketAbac);
  }

  PutBucketAccelerateConfigurationResponse putBucketAccelerateConfiguration(
      CallContext context, PutBucketAccelerateConfigurationRequest request) {
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.ACCELERATE,
        request.accelerateConfiguration());
    return PutBucketAccelerateConfigurationResponse.builder().build();
  }

  GetBucketAccelerateConfigurationResponse getBucketAccelerateConfiguration(
      CallContext context, GetBucketAccelerateConfigurationRequest request) {
    return GetBucketAccelerateConfigurationResponse.builder()
        .status(
            store
                .find(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.ACCELERATE,
                    AccelerateConfiguration.builder())
                .map(AccelerateConfiguration::statusAsString)
                .orElse(null))
        .build();
  }

  PutBucketRequestPaymentResponse putBucketRequestPayment(
      CallContext context, PutBucketRequestPaymentRequest request) {
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.PAYER,
        request.requestPaymentConfiguration());
    return PutBucketRequestPaymentResponse.builder().build();
  }

  GetBucketRequestPaymentResponse getBucketRequestPayment(
      CallContext context, GetBucketRequestPaymentRequest request) {
    return GetBucketRequestPaymentResponse.builder()
        .payer(
            store
                .find(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.PAYER,
                    RequestPaymentConfiguration.builder())
                .map(RequestPaymentConfiguration::payerAsString)
                .orElse("BucketOwner"))
        .build();
  }

  PutBucketLoggingResponse putBucketLogging(CallContext context, PutBucketLoggingRequest request) {
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.LOGGING,
        request.bucketLoggingStatus());
    return PutBucketLoggingResponse.builder().build();
  }

  GetBucketLoggingResponse getBucketLogging(CallContext context, GetBucketLoggingRequest request) {
    return GetBucketLoggingResponse.builder()
        .loggingEnabled(
            store
                .find(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.LOGGING,
                    BucketLoggingStatus.builder())
                .map(BucketLoggingStatus::loggingEnabled)
                .orElse(null))
        .build();
  }

  PutBucketWebsiteResponse putBucketWebsite(CallContext context, PutBucketWebsiteRequest request) {
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.WEBSITE,
        request.websiteConfiguration());
    return PutBucketWebsiteResponse.builder().build();
  }

  GetBucketWebsiteResponse getBucketWebsite(CallContext context, GetBucketWebsiteRequest request) {
    WebsiteConfiguration website =
        store.require(
            request.bucket(),
            request.expectedBucketOwner(),
            Setting.WEBSITE,
            WebsiteConfiguration.builder(),
            "NoSuchWebsiteConfiguration",
            "The specified bucket does not have a website configuration");
    GetBucketWebsiteResponse.Builder answer =
        GetBucketWebsiteResponse.builder()
            .indexDocument(website.indexDocument())
            .errorDocument(website.errorDocument())
            .redirectAllRequestsTo(website.redirectAllRequestsTo());
    if (website.hasRoutingRules()) {
      answer.routingRules(website.routingRules());
    }
    return answer.build();
  }

  DeleteBucketWebsiteResponse deleteBucketWebsite(
      CallContext context, DeleteBucketWebsiteRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.WEBSITE);
    return DeleteBucketWebsiteResponse.builder().build();
  }

  PutBucketEncryptionResponse putBucketEncryption(
      CallContext context, PutBucketEncryptionRequest request) {
    store.save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.ENCRYPTION,
        request.serverSideEncryptionConfiguration());
    return PutBucketEncryptionResponse.builder().build();
  }

  GetBucketEncryptionResponse getBucketEncryption(
      CallContext context, GetBucketEncryptionRequest request) {
    // Every bucket encrypts, with S3's own keys where nothing else was said.
    ServerSideEncryptionConfiguration standard =
        ServerSideEncryptionConfiguration.builder()
            .rules(
                ServerSideEncryptionRule.builder()
                    .applyServerSideEncryptionByDefault(rule -> rule.sseAlgorithm("AES256"))
                    .bucketKeyEnabled(false)
                    .build())
            .build();
    return GetBucketEncryptionResponse.builder()
        .serverSideEncryptionConfiguration(
            store
                .find(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.ENCRYPTION,
                    ServerSideEncryptionConfiguration.builder())
                .orElse(standard))
        .build();
  }

  DeleteBucketEncryptionResponse deleteBucketEncryption(
      CallContext context, DeleteBucketEncryptionRequest request) {
    store.drop(request.bucket(), request.expectedBucketOwner(), Setting.ENCRYPTION);
    return DeleteBucketEncryptionResponse.builder().build();
  }

  PutBucketAbacResponse putBucketAbac(CallContext context, PutBucketAbacRequest request) {
    store.save(request.bucket(), request.expectedBucketOwner(), Setting.ABAC, request.abacStatus());
    return PutBucketAbacResponse.builder().build();
  }

  GetBucketAbacResponse getBucketAbac(CallContext context, GetBucketAbacRequest request) {
    return GetBucketAbacResponse.builder()
        .abacStatus(
            store
                .find(
                    request.bucket(),
                    request.expectedBucketOwner(),
                    Setting.ABAC,
                    AbacStatus.builder())
                .orElseGet(() -> AbacStatus.builder().status("Disabled").build()))
        .build();
  }
}
