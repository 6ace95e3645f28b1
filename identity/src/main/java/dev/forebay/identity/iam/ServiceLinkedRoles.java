package dev.forebay.identity.iam;

import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;

/**
 * Roles that belong to a service ("Service-linked roles"). Their permissions are the service's own
 * and come with no policy here: no service in this process needs one. Thread-safe.
 */
final class ServiceLinkedRoles {
  private static final int LONGEST_SESSION = 3_600;
  private static final Pattern SERVICE = Pattern.compile("([a-z0-9-]+\\.)+amazonaws\\.com");
  private static final Pattern TASK =
      Pattern.compile("task/aws-service-role/[^/]+/([^/]+)/[0-9a-f-]{36}");

  /** The names that do not follow from the service's ("AWS services that work with IAM"). */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("lambda.amazonaws.com", "Lambda"),
          Map.entry("replicator.lambda.amazonaws.com", "LambdaReplicator"),
          Map.entry("events.amazonaws.com", "CloudWatchEvents"),
          Map.entry("apidestinations.events.amazonaws.com", "AmazonEventBridgeApiDestinations"),
          Map.entry("schemas.amazonaws.com", "Schemas"),
          Map.entry("autoscaling.amazonaws.com", "AutoScaling"),
          Map.entry(
              "lambda.application-autoscaling.amazonaws.com",
              "ApplicationAutoScaling_LambdaConcurrency"),
          Map.entry(
              "dynamodb.application-autoscaling.amazonaws.com",
              "ApplicationAutoScaling_DynamoDBTable"),
          Map.entry("ops.apigateway.amazonaws.com", "APIGateway"),
          Map.entry("ecs.amazonaws.com", "ECS"),
          Map.entry("email.cognito-idp.amazonaws.com", "AmazonCognitoIdpEmailService"),
          Map.entry("kafka.amazonaws.com", "Kafka"),
          Map.entry("mq.amazonaws.com", "AmazonMQ"),
          Map.entry("delivery.logs.amazonaws.com", "LogDelivery"));

  private final Context iam;
  private final Roles roles;

  ServiceLinkedRoles(Context iam, Roles roles) {
    this.iam = iam;
    this.roles = roles;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateServiceLinkedRole", CreateServiceLinkedRoleRequest::builder, this::create)
        .on("DeleteServiceLinkedRole", DeleteServiceLinkedRoleRequest::builder, this::delete)
        .on(
            "GetServiceLinkedRoleDeletionStatus",
            GetServiceLinkedRoleDeletionStatusRequest::builder,
            this::status);
  }

  private CreateServiceLinkedRoleResponse create(
      CallContext call, CreateServiceLinkedRoleRequest request) {
    String service = request.awsServiceName();
    if (!SERVICE.matcher(service).matches()) {
      throw IamErrors.invalidInput(
          "Service role does not exist for service principal " + service + ".");
    }
    String name =
        "AWSServiceRoleFor"
            + NAMES.getOrDefault(service, spelled(service))
            + (request.customSuffix() == null ? "" : "_" + request.customSuffix());
    Document trust =
        new Document(
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                + "{\"Service\":\""
                + service
                + "\"},\"Action\":\"sts:AssumeRole\"}]}");
    return iam.change(
        call,
        change -> {
          if (change.find(Kind.ROLE, name).isPresent()) {
            throw IamErrors.invalidInput(
                "Service role name "
                    + name
                    + " has been taken in this account, please try a different suffix.");
          }
          RoleRow role =
              new RoleRow(
                  name,
                  Roles.LINKED + service + "/",
                  iam.newId(UniqueId.ROLE),
                  iam.now(),
                  trust,
                  Optional.ofNullable(request.description()),
                  LONGEST_SESSION,
                  Map.of(),
                  Optional.empty(),
                  Map.of(),
                  List.of(),
                  Optional.of(service),
                  Optional.empty());
          Roles.add(change, role);
          return CreateServiceLinkedRoleResponse.builder().role(roles.wire(call, role)).build();
        });
  }

  private static String spelled(String service) {
    StringBuilder out = new StringBuilder();
    for (String part : service.replace(".amazonaws.com", "").split("[.-]", -1)) {
      out.append(Character.toUpperCase(part.charAt(0))).append(part, 1, part.length());
    }
    return out.toString();
  }

  private DeleteServiceLinkedRoleResponse delete(
      CallContext call, DeleteServiceLinkedRoleRequest request) {
    return iam.change(
        call,
        change -> {
          RoleRow role = Roles.get(change.account(), request.roleName());
          String service =
              role.linkedService().orElseThrow(() -> IamErrors.noRole(request.roleName()));
          change.delete(Kind.ROLE, role);
          return DeleteServiceLinkedRoleResponse.builder()
              .deletionTaskId(
                  "task"
                      + Roles.LINKED
                      + service
                      + "/"
                      + role.name()
                      + "/"
                      + new UUID(iam.random().nextLong(), iam.random().nextLong()))
              .build();
        });
  }

  // A deletion is done when it is answered.
  private GetServiceLinkedRoleDeletionStatusResponse status(
      CallContext call, GetServiceLinkedRoleDeletionStatusRequest request) {
    Matcher task = TASK.matcher(request.deletionTaskId());
    if (!task.matches() || iam.account(call).find(Kind.ROLE, task.group(1)).isPresent()) {
      throw IamErrors.noSuchEntity(
          "Deletion task id " + request.deletionTaskId() + " does not exist.");
    }
    return GetServiceLinkedRoleDeletionStatusResponse.builder()
        .status(DeletionTaskStatusType.SUCCEEDED)
        .build();
  }
}
