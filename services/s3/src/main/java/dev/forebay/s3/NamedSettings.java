package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Configurations of which a bucket may have several, each with an id: of analytics, inventories,
 * metrics and tiering. Kept and handed out; nothing comes of them here. Thread-safe.
 */
final class NamedSettings {
  private static final int MOST = 1_000;

  private final SettingStore store;

  NamedSettings(SettingStore store) {
    this.store = store;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "PutBucketAnalyticsConfiguration",
            PutBucketAnalyticsConfigurationRequest::builder,
            this::putBucketAnalyticsConfiguration)
        .on(
            "GetBucketAnalyticsConfiguration",
            GetBucketAnalyticsConfigurationRequest::builder,
            this::getBucketAnalyticsConfiguration)
        .on(
            "DeleteBucketAnalyticsConfiguration",
            DeleteBucketAnalyticsConfigurationRequest::builder,
            this::deleteBucketAnalyticsConfiguration)
        .on(
            "ListBucketAnalyticsConfigurations",
            ListBucketAnalyticsConfigurationsRequest::builder,
            this::listBucketAnalyticsConfigurations)
        .on(
            "PutBucketInventoryConfiguration",
            PutBucketInventoryConfigurationRequest::builder,
            this::putBucketInventoryConfiguration)
        .on(
            "GetBucketInventoryConfiguration",
            GetBucketInventoryConfigurationRequest::builder,
            this::getBucketInventoryConfiguration)
        .on(
            "DeleteBucketInventoryConfiguration",
            DeleteBucketInventoryConfigurationRequest::builder,
            this::deleteBucketInventoryConfiguration)
        .on(
            "ListBucketInventoryConfigurations",
            ListBucketInventoryConfigurationsRequest::builder,
            this::listBucketInventoryConfigurations)
        .on(
            "PutBucketMetricsConfiguration",
            PutBucketMetricsConfigurationRequest::builder,
            this::putBucketMetricsConfiguration)
        .on(
            "GetBucketMetricsConfiguration",
            GetBucketMetricsConfigurationRequest::builder,
            this::getBucketMetricsConfiguration)
        .on(
            "DeleteBucketMetricsConfiguration",
            DeleteBucketMetricsConfigurationRequest::builder,
            this::deleteBucketMetricsConfiguration)
        .on(
            "ListBucketMetricsConfigurations",
            ListBucketMetricsConfigurationsRequest::builder,
            this::listBucketMetricsConfigurations)
        .on(
            "PutBucketIntelligentTieringConfiguration",
            PutBucketIntelligentTieringConfigurationRequest::builder,
            this::putBucketIntelligentTieringConfiguration)
        .on(
            "GetBucketIntelligentTieringConfiguration",
            GetBucketIntelligentTieringConfigurationRequest::builder,
            this::getBucketIntelligentTieringConfiguration)
        .on(
            "DeleteBucketIntelligentTieringConfiguration",
            DeleteBucketIntelligentTieringConfigurationRequest::builder,
            this::deleteBucketIntelligentTieringConfiguration)
        .on(
            "ListBucketIntelligentTieringConfigurations",
            ListBucketIntelligentTieringConfigurationsRequest::builder,
            this::listBucketIntelligentTieringConfigurations);
  }

  private void save(
      @Nullable String bucket,
      @Nullable String owner,
      String kind,
      @Nullable String id,
      @Nullable String inside,
      @Nullable SdkPojo configuration) {
    if (id == null || configuration == null || !id.equals(inside)) {
      throw S3Errors.malformedXml();
    }
    OpenBucket open = store.open(bucket, owner);
    String text = store.setting().write(configuration);
    store
        .buckets()
        .update(
            open,
            row -> {
              BucketRow changed = row.with(kind + id, text);
              long count =
                  changed.settings().keySet().stream().filter(key -> key.startsWith(kind)).count();
              if (count > MOST) {
                throw S3Errors.refused(
                    "TooManyConfigurations",
                    "You are attempting to create a new configuration but have already reached the"
                        + " 1,000-configuration limit.");
              }
              return changed;
            });
  }

  private <T extends SdkPojo> T find(
      @Nullable String bucket,
      @Nullable String owner,
      String kind,
      @Nullable String id,
      SdkBuilder<?, T> builder) {
    return store
        .find(bucket, owner, kind + id, builder)
        .orElseThrow(NamedSettings::noSuchConfiguration);
  }

  private void drop(
      @Nullable String bucket, @Nullable String owner, String kind, @Nullable String id) {
    OpenBucket open = store.open(bucket, owner);
    if (open.row().setting(kind + id).isEmpty()) {
      throw noSuchConfiguration();
    }
    store.drop(bucket, owner, kind + id);
  }

  private <T extends SdkPojo> List<T> all(
      @Nullable String bucket,
      @Nullable String owner,
      String kind,
      Supplier<? extends SdkBuilder<?, T>> builder) {
    BucketRow row = store.open(bucket, owner).row();
    Map<String, String> sorted = new TreeMap<>(row.settings());
    return sorted.keySet().stream()
        .filter(key -> key.startsWith(kind))
        .flatMap(key -> store.setting().read(row, key, builder.get()).stream())
        .toList();
  }

  private static AwsException noSuchConfiguration() {
    return new AwsException(
        "NoSuchConfiguration", 404, "The specified configuration does not exist.");
  }

  PutBucketAnalyticsConfigurationResponse putBucketAnalyticsConfiguration(
      CallContext context, PutBucketAnalyticsConfigurationRequest request) {
    save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.ANALYTICS,
        request.id(),
        request.analyticsConfiguration() == null ? null : request.analyticsConfiguration().id(),
        request.analyticsConfiguration());
    return PutBucketAnalyticsConfigurationResponse.builder().build();
  }

  GetBucketAnalyticsConfigurationResponse getBucketAnalyticsConfiguration(
      CallContext context, GetBucketAnalyticsConfigurationRequest request) {
    return GetBucketAnalyticsConfigurationResponse.builder()
        .analyticsConfiguration(
            find(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.ANALYTICS,
                request.id(),
                AnalyticsConfiguration.builder()))
        .build();
  }

  DeleteBucketAnalyticsConfigurationResponse deleteBucketAnalyticsConfiguration(
      CallContext context, DeleteBucketAnalyticsConfigurationRequest request) {
    drop(request.bucket(), request.expectedBucketOwner(), Setting.ANALYTICS, request.id());
    return DeleteBucketAnalyticsConfigurationResponse.builder().build();
  }

  ListBucketAnalyticsConfigurationsResponse listBucketAnalyticsConfigurations(
      CallContext context, ListBucketAnalyticsConfigurationsRequest request) {
    return ListBucketAnalyticsConfigurationsResponse.builder()
        .isTruncated(false)
        .analyticsConfigurationList(
            all(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.ANALYTICS,
                AnalyticsConfiguration::builder))
        .build();
  }

  PutBucketInventoryConfigurationResponse putBucketInventoryConfiguration(
      CallContext context, PutBucketInventoryConfigurationRequest request) {
    save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.INVENTORY,
        request.id(),
        request.inventoryConfiguration() == null ? null : request.inventoryConfiguration().id(),
        request.inventoryConfiguration());
    return PutBucketInventoryConfigurationResponse.builder().build();
  }

  GetBucketInventoryConfigurationResponse getBucketInventoryConfiguration(
      CallContext context, GetBucketInventoryConfigurationRequest request) {
    return GetBucketInventoryConfigurationResponse.builder()
        .inventoryConfiguration(
            find(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.INVENTORY,
                request.id(),
                InventoryConfiguration.builder()))
        .build();
  }

  DeleteBucketInventoryConfigurationResponse deleteBucketInventoryConfiguration(
      CallContext context, DeleteBucketInventoryConfigurationRequest request) {
    drop(request.bucket(), request.expectedBucketOwner(), Setting.INVENTORY, request.id());
    return DeleteBucketInventoryConfigurationResponse.builder().build();
  }

  ListBucketInventoryConfigurationsResponse listBucketInventoryConfigurations(
      CallContext context, ListBucketInventoryConfigurationsRequest request) {
    return ListBucketInventoryConfigurationsResponse.builder()
        .isTruncated(false)
        .inventoryConfigurationList(
            all(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.INVENTORY,
                InventoryConfiguration::builder))
        .build();
  }

  PutBucketMetricsConfigurationResponse putBucketMetricsConfiguration(
      CallContext context, PutBucketMetricsConfigurationRequest request) {
    save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.METRICS,
        request.id(),
        request.metricsConfiguration() == null ? null : request.metricsConfiguration().id(),
        request.metricsConfiguration());
    return PutBucketMetricsConfigurationResponse.builder().build();
  }

  GetBucketMetricsConfigurationResponse getBucketMetricsConfiguration(
      CallContext context, GetBucketMetricsConfigurationRequest request) {
    return GetBucketMetricsConfigurationResponse.builder()
        .metricsConfiguration(
            find(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.METRICS,
                request.id(),
                MetricsConfiguration.builder()))
        .build();
  }

  DeleteBucketMetricsConfigurationResponse deleteBucketMetricsConfiguration(
      CallContext context, DeleteBucketMetricsConfigurationRequest request) {
    drop(request.bucket(), request.expectedBucketOwner(), Setting.METRICS, request.id());
    return DeleteBucketMetricsConfigurationResponse.builder().build();
  }

  ListBucketMetricsConfigurationsResponse listBucketMetricsConfigurations(
      CallContext context, ListBucketMetricsConfigurationsRequest request) {
    return ListBucketMetricsConfigurationsResponse.builder()
        .isTruncated(false)
        .metricsConfigurationList(
            all(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.METRICS,
                MetricsConfiguration::builder))
        .build();
  }

  PutBucketIntelligentTieringConfigurationResponse putBucketIntelligentTieringConfiguration(
      CallContext context, PutBucketIntelligentTieringConfigurationRequest request) {
    save(
        request.bucket(),
        request.expectedBucketOwner(),
        Setting.TIERING,
        request.id(),
        request.intelligentTieringConfiguration() == null
            ? null
            : request.intelligentTieringConfiguration().id(),
        request.intelligentTieringConfiguration());
    return PutBucketIntelligentTieringConfigurationResponse.builder().build();
  }

  GetBucketIntelligentTieringConfigurationResponse getBucketIntelligentTieringConfiguration(
      CallContext context, GetBucketIntelligentTieringConfigurationRequest request) {
    return GetBucketIntelligentTieringConfigurationResponse.builder()
        .intelligentTieringConfiguration(
            find(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.TIERING,
                request.id(),
                IntelligentTieringConfiguration.builder()))
        .build();
  }

  DeleteBucketIntelligentTieringConfigurationResponse deleteBucketIntelligentTieringConfiguration(
      CallContext context, DeleteBucketIntelligentTieringConfigurationRequest request) {
    drop(request.bucket(), request.expectedBucketOwner(), Setting.TIERING, request.id());
    return DeleteBucketIntelligentTieringConfigurationResponse.builder().build();
  }

  ListBucketIntelligentTieringConfigurationsResponse listBucketIntelligentTieringConfigurations(
      CallContext context, ListBucketIntelligentTieringConfigurationsRequest request) {
    return ListBucketIntelligentTieringConfigurationsResponse.builder()
        .isTruncated(false)
        .intelligentTieringConfigurationList(
            all(
                request.bucket(),
                request.expectedBucketOwner(),
                Setting.TIERING,
                IntelligentTieringConfiguration::builder))
        .build();
  }
}
