package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AddCustomAttributesResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserPoolMfaConfigResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TagResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UntagResourceRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UntagResourceResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolDescriptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;

/** Pools: made, changed, told and deleted; their tags and second factors. Thread-safe. */
final class PoolOperations {
  private static final int MOST_TAGS = 50;
  private static final int MOST_CUSTOM = 50;

  private final Pools pools;
  private final Users users;
  private final Secrets secrets;
  private final Clock clock;

  PoolOperations(Pools pools, Users users, Secrets secrets, Clock clock) {
    this.pools = pools;
    this.users = users;
    this.secrets = secrets;
    this.clock = clock;
  }

  ServiceBinding.Builder addTo(ServiceBinding.Builder cognito) {
    return cognito
        .on("CreateUserPool", CreateUserPoolRequest::builder, this::create)
        .on("UpdateUserPool", UpdateUserPoolRequest::builder, this::update)
        .on("DescribeUserPool", DescribeUserPoolRequest::builder, this::describe)
        .on("ListUserPools", ListUserPoolsRequest::builder, this::list)
        .on("DeleteUserPool", DeleteUserPoolRequest::builder, this::delete)
        .on("AddCustomAttributes", AddCustomAttributesRequest::builder, this::addAttributes)
        .on("GetUserPoolMfaConfig", GetUserPoolMfaConfigRequest::builder, this::mfa)
        .on("SetUserPoolMfaConfig", SetUserPoolMfaConfigRequest::builder, this::setMfa)
        .on("TagResource", TagResourceRequest::builder, this::tag)
        .on("UntagResource", UntagResourceRequest::builder, this::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, this::listTags);
  }

  private CreateUserPoolResponse create(CallContext context, CreateUserPoolRequest request) {
    if (request.mfaConfiguration() == UserPoolMfaType.ON && request.smsConfiguration() == null) {
      throw CognitoErrors.invalid(
          "SMS configuration and Auto verification for phone_number are required when MFA is"
              + " required/optional");
    }
    if (!request.aliasAttributes().isEmpty() && !request.usernameAttributes().isEmpty()) {
      throw CognitoErrors.invalid(
          "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.");
    }
    checkTags(request.userPoolTags());
    String id = context.place().region() + "_" + secrets.poolSuffix();
    UserPoolType.Builder pool = PoolDefaults.fill(UserPoolType.builder());
    SharedMembers.copy(request, pool);
    pool.id(id)
        .arn(context.place().arn("cognito-idp", "userpool/" + id).toString())
        .name(request.poolName())
        .policies(PoolDefaults.policies(request.policies()))
        .schemaAttributes(Schema.of(request.schema()))
        .creationDate(clock.now())
        .lastModifiedDate(clock.now());
    Pool made = new Pool(PoolDefaults.checked(pool.build()));
    pools.put(made);
    return CreateUserPoolResponse.builder().userPool(made.type()).build();
  }

  private UpdateUserPoolResponse update(CallContext context, UpdateUserPoolRequest request) {
    change(
        context,
        request.userPoolId(),
        old -> {
          // What the request leaves out goes back to its default ("UpdateUserPool").
          UserPoolType.Builder pool = PoolDefaults.fill(UserPoolType.builder());
          SharedMembers.copy(request, pool);
          if (request.mfaConfiguration() == null) {
            pool.mfaConfiguration(old.mfaConfiguration());
          }
          return pool.id(old.id())
              .arn(old.arn())
              .name(request.poolName() == null ? old.name() : request.poolName())
              .policies(PoolDefaults.policies(request.policies()))
              .schemaAttributes(old.schemaAttributes())
              .aliasAttributes(old.aliasAttributes())
              .usernameAttributes(old.usernameAttributes())
              .usernameConfiguration(old.usernameConfiguration())
              .domain(old.domain())
              .customDomain(old.customDomain())
              .userPoolTags(request.hasUserPoolTags() ? request.userPoolTags() : old.userPoolTags())
              .creationDate(old.creationDate())
              .build();
        });
    return UpdateUserPoolResponse.builder().build();
  }

  private Pool change(CallContext context, String id, UnaryOperator<UserPoolType> change) {
    return pools
        .store()
        .change(
            Kinds.DIRECTORY,
            () -> {
              Pool old = pools.require(context.place(), id);
              Pool changed =
                  new Pool(
                      PoolDefaults.checked(
                          change.apply(old.type()).toBuilder()
                              .lastModifiedDate(clock.now())
                              .build()));
              pools.put(changed);
              return changed;
            });
  }

  private DescribeUserPoolResponse describe(CallContext context, DescribeUserPoolRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    return DescribeUserPoolResponse.builder()
        .userPool(pool.type().toBuilder().estimatedNumberOfUsers(users.all(pool).size()).build())
        .build();
  }

  private ListUserPoolsResponse list(CallContext context, ListUserPoolsRequest request) {
    Page<Pool> page =
        Page.of(pools.all(context.place()), Pool::id, request.nextToken(), request.maxResults());
    return ListUserPoolsResponse.builder()
        .userPools(
            page.items().stream()
                .map(pool ->
                    UserPoolDescriptionType.builder()
                        .id(pool.id())
                        .name(pool.type().name())
                        .lambdaConfig(pool.type().lambdaConfig())
                        .creationDate(pool.type().creationDate())
                        .lastModifiedDate(pool.type().lastModifiedDate())
                        .build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  private DeleteUserPoolResponse delete(CallContext context, DeleteUserPoolRequest request) {
    pools
        .store()
        .change(
            Kinds.DIRECTORY,
            () -> {
              Pool pool = pools.require(context.place(), request.userPoolId());
              if (pool.type().deletionProtection() == DeletionProtectionType.ACTIVE) {
                throw CognitoErrors.invalid(
                    "The user pool cannot be deleted because deletion protection is activated."
                        + " Deletion protection must be inactivated first.");
              }
              if (pool.type().domain() != null || pool.type().customDomain() != null) {
                throw CognitoErrors.invalid(
                    "User pool cannot be deleted. It has a domain configured that should be"
                        + " deleted first.");
              }
              List<Transaction.Write> writes = new ArrayList<>();
              pools
                  .clients(pool)
                  .forEach(client -> writes.add(RowStore.removal(Kinds.CLIENT, client.clientId())));
              writes.add(RowStore.removal(Kinds.POOL, pool.id()));
              pools.store().commit(Kinds.DIRECTORY, writes);
              pools.store().drop(pool.id());
              return pool;
            });
    return DeleteUserPoolResponse.builder().build();
  }

  private AddCustomAttributesResponse addAttributes(
      CallContext context, AddCustomAttributesRequest request) {
    change(
        context,
        request.userPoolId(),
        old -> {
          List<SchemaAttributeType> schema = new ArrayList<>(old.schemaAttributes());
          for (SchemaAttributeType attribute : request.customAttributes()) {
            SchemaAttributeType custom = Schema.custom(attribute);
            if (schema.stream().anyMatch(one -> one.name().equals(custom.name()))) {
              throw CognitoErrors.invalid(
                  custom.name() + ": Existing attribute already has name " + custom.name() + ".");
            }
            schema.add(custom);
          }
          if (schema.stream().filter(one -> one.name().contains(":")).count() > MOST_CUSTOM) {
            throw CognitoErrors.of(
                "LimitExceededException", "A user pool can have at most 50 custom attributes.");
          }
          return old.toBuilder().schemaAttributes(schema).build();
        });
    return AddCustomAttributesResponse.builder().build();
  }

  private GetUserPoolMfaConfigResponse mfa(
      CallContext context, GetUserPoolMfaConfigRequest request) {
    Pool pool = pools.require(context.place(), request.userPoolId());
    GetUserPoolMfaConfigResponse.Builder answer = GetUserPoolMfaConfigResponse.builder();
    factors(pool, answer);
    return answer.mfaConfiguration(pool.mfa()).build();
  }

  private void factors(Pool pool, software.amazon.awssdk.core.SdkPojo answer) {
    pools
        .store()
        .find(pool.id(), Kinds.MFA, "")
        .ifPresent(factors -> SharedMembers.copy(factors, answer));
  }

  private SetUserPoolMfaConfigResponse setMfa(
      CallContext context, SetUserPoolMfaConfigRequest request) {
    Pool pool =
        change(
            context,
            request.userPoolId(),
            old ->
                old.toBuilder()
                    .mfaConfiguration(
                        request.mfaConfiguration() == null
                            ? UserPoolMfaType.OFF
                            : request.mfaConfiguration())
                    .build());
    pools.store().put(pool.id(), Kinds.MFA, "", request);
    SetUserPoolMfaConfigResponse.Builder answer = SetUserPoolMfaConfigResponse.builder();
    factors(pool, answer);
    return answer.mfaConfiguration(pool.mfa()).build();
  }

  private static void checkTags(Map<String, String> tags) {
    if (tags.size() > MOST_TAGS) {
      throw CognitoErrors.of("UserPoolTaggingException", "A user pool can have at most 50 tags.");
    }
  }

  private TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    changeTags(
        context,
        request.resourceArn(),
        tags -> {
          Map<String, String> merged = new TreeMap<>(tags);
          merged.putAll(request.tags());
          checkTags(merged);
          return merged;
        });
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    changeTags(
        context,
        request.resourceArn(),
        tags -> {
          Map<String, String> left = new TreeMap<>(tags);
          left.keySet().removeAll(request.tagKeys());
          return left;
        });
    return UntagResourceResponse.builder().build();
  }

  private void changeTags(
      CallContext context, String arn, UnaryOperator<Map<String, String>> change) {
    String id = pools.ofArn(context.place(), arn).id();
    change(
        context, id, old -> old.toBuilder().userPoolTags(change.apply(old.userPoolTags())).build());
  }

  private ListTagsForResourceResponse listTags(
      CallContext context, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(pools.ofArn(context.place(), request.resourceArn()).type().userPoolTags())
        .build();
  }
}
