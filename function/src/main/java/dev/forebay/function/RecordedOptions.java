package dev.forebay.function;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this module accepts and keeps without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "VpcConfig",
              "There is no EC2 here: subnets and security groups are not looked up, and VpcId is empty."),
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "KMSKeyArn",
              "There is no KMS here: variables are stored as they are."),
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "TracingConfig.Mode=Active",
              "There is no X-Ray here: no segments are sent."),
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "FileSystemConfigs",
              "There is no EFS here: nothing is mounted."),
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "SnapStart.ApplyOn=PublishedVersions",
              "No snapshots are taken; versions start like any other."),
          option(
              List.of("CreateFunction", "UpdateFunctionCode"),
              "Architectures",
              "Functions run on this machine's processor, whichever is asked for."),
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "Role",
              "Whether the role exists and can be assumed by Lambda is not checked."),
          option(
              List.of("PutRuntimeManagementConfig"),
              "UpdateRuntimeOn",
              "Functions run on the interpreters found on this machine."),
          option(
              List.of("PutRuntimeManagementConfig"),
              "RuntimeVersionArn",
              "Functions run on the interpreters found on this machine."),
          option(
              List.of("PublishLayerVersion"),
              "CompatibleRuntimes",
              "Listings filter by them; nothing else does, as on AWS."),
          option(
              List.of("PublishLayerVersion"),
              "CompatibleArchitectures",
              "Listings filter by them; nothing else does, as on AWS."),
          option(
              List.of("CreateCodeSigningConfig", "UpdateCodeSigningConfig"),
              "AllowedPublishers",
              "Signatures cannot be verified: code counts as unsigned, which Enforce refuses and Warn lets pass."),
          option(
              List.of("AddPermission"),
              "Principal",
              "Stored and answered; policies are not evaluated yet: a caller may do everything in its own account and nothing in another."),
          option(
              List.of("AddLayerVersionPermission"),
              "Principal",
              "Stored and answered; policies are not evaluated yet: a caller may do everything in its own account and nothing in another."),
          option(
              List.of("AddLayerVersionPermission"),
              "OrganizationId",
              "There is no AWS Organizations here: a grant to an organization reaches nobody."),
          option(
              List.of("CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"),
              "AuthType",
              "Function URLs are kept and answered but not served yet."),
          option(
              List.of("CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"),
              "Cors",
              "Function URLs are kept and answered but not served yet."),
          option(
              List.of("CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"),
              "InvokeMode",
              "Function URLs are kept and answered but not served yet."),
          option(
              List.of("ListFunctions"), "MasterRegion", "There are no replicas of Lambda@Edge."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("lambda", operations, option, reason);
  }
}
