package dev.forebay.s3;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Type;

/** ACLs, in their canned forms: kept and told, never asked. Thread-safe. */
final class AclOperations {
  private static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";
  private static final String SIGNED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

  private final SettingStore store;
  private final Objects objects;
  private final ObjectReads reads;
  private final ObjectRules rules;
  private final Announcer announcer;

  AclOperations(
      SettingStore store,
      Objects objects,
      ObjectReads reads,
      ObjectRules rules,
      Announcer announcer) {
    this.store = store;
    this.objects = objects;
    this.reads = reads;
    this.rules = rules;
    this.announcer = announcer;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("PutBucketAcl", PutBucketAclRequest::builder, this::putBucket)
        .on("GetBucketAcl", GetBucketAclRequest::builder, this::getBucket)
        .on("PutObjectAcl", PutObjectAclRequest::builder, this::putObject)
        .on("GetObjectAcl", GetObjectAclRequest::builder, this::getObject);
  }

  private PutBucketAclResponse putBucket(CallContext context, PutBucketAclRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    String canned =
        canned(
            bucket,
            request.aclAsString(),
            request.accessControlPolicy() != null,
            Arrays.asList(
                request.grantFullControl(),
                request.grantRead(),
                request.grantReadACP(),
                request.grantWrite(),
                request.grantWriteACP()));
    store.saveText(bucket, Setting.ACL, canned);
    return PutBucketAclResponse.builder().build();
  }

  private String canned(
      OpenBucket bucket, @Nullable String canned, boolean document, List<@Nullable String> grants) {
    rules.checkAcl(bucket.row(), canned, grants);
    boolean granted = grants.stream().anyMatch(java.util.Objects::nonNull);
    if (canned == null && !granted && document) {
      rules.checkAcl(bucket.row(), "private", List.of());
    }
    if (canned == null && (granted || document)) {
      throw S3Errors.notImplemented("An ACL other than the canned ones");
    }
    if (canned == null) {
      throw S3Errors.refused("MissingSecurityHeader", "Your request was missing a required header");
    }
    return canned;
  }

  private GetBucketAclResponse getBucket(CallContext context, GetBucketAclRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    return GetBucketAclResponse.builder()
        .owner(Owners.owner(bucket.row().owner()))
        .grants(grants(bucket, bucket.row().setting(Setting.ACL)))
        .build();
  }

  private PutObjectAclResponse putObject(CallContext context, PutObjectAclRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    String key = ObjectWrites.key(request.key());
    String canned =
        canned(
            bucket,
            request.aclAsString(),
            request.accessControlPolicy() != null,
            Arrays.asList(
                request.grantFullControl(),
                request.grantRead(),
                request.grantReadACP(),
                request.grantWrite(),
                request.grantWriteACP()));
    Announcer.Announcement announcement = announcer.of(context, bucket, key, "ObjectAcl:Put");
    objects.update(
        bucket,
        key,
        Optional.ofNullable(request.versionId()),
        version -> version.with(Attributes.ACL, canned),
        announcement);
    announcement.send();
    return PutObjectAclResponse.builder().build();
  }

  private GetObjectAclResponse getObject(CallContext context, GetObjectAclRequest request) {
    OpenBucket bucket = store.open(request.bucket(), request.expectedBucketOwner());
    ObjectVersion version = reads.find(bucket, request.key(), request.versionId(), "GET");
    return GetObjectAclResponse.builder()
        .owner(Owners.owner(bucket.row().owner()))
        .grants(grants(bucket, version.attribute(Attributes.ACL)))
        .build();
  }

  private static List<Grant> grants(OpenBucket bucket, Optional<String> canned) {
    List<Grant> grants = new ArrayList<>();
    grants.add(
        Grant.builder()
            .grantee(g -> g.type(Type.CANONICAL_USER).id(Owners.canonicalId(bucket.row().owner())))
            .permission(Permission.FULL_CONTROL)
            .build());
    switch (canned.orElse("private")) {
      case "public-read" -> grants.add(group(EVERYBODY, Permission.READ));
      case "public-read-write" -> {
        grants.add(group(EVERYBODY, Permission.READ));
        grants.add(group(EVERYBODY, Permission.WRITE));
      }
      case "authenticated-read" -> grants.add(group(SIGNED, Permission.READ));
      default -> {}
    }
    return grants;
  }

  private static Grant group(String uri, Permission permission) {
    return Grant.builder().grantee(g -> g.type(Type.GROUP).uri(uri)).permission(permission).build();
  }
}
