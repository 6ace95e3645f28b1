package dev.forebay.function;

import java.util.List;

/**
 * An option that is accepted, kept and answered, but not acted on. Immutable.
 *
 * @param operation the operation that takes it
 * @param option the member, with a value where only that one is meant
 * @param reason why nothing comes of it
 */
public record RecordedOnly(String operation, String option, String reason) {
  private static final String CREATE = "CreateFunction";
  private static final String CREATE_AND_UPDATE = "CreateFunction, UpdateFunctionConfiguration";

  /** All of this module's. */
  public static final List<RecordedOnly> ALL =
      List.of(
          new RecordedOnly(
              CREATE_AND_UPDATE,
              "VpcConfig",
              "There is no EC2 here: subnets and security groups are not looked up, and VpcId is"
                  + " empty."),
          new RecordedOnly(
              CREATE_AND_UPDATE,
              "KMSKeyArn",
              "There is no KMS here: variables are stored as they are."),
          new RecordedOnly(
              CREATE_AND_UPDATE, "TracingConfig", "There is no X-Ray here: no segments are sent."),
          new RecordedOnly(
              CREATE_AND_UPDATE, "FileSystemConfigs", "There is no EFS here: nothing is mounted."),
          new RecordedOnly(
              CREATE_AND_UPDATE,
              "SnapStart=PublishedVersions",
              "No snapshots are taken; versions start like any other."),
          new RecordedOnly(
              CREATE + ", UpdateFunctionCode",
              "Architectures",
              "Functions run on this machine's processor, whichever is asked for."),
          new RecordedOnly(
              CREATE_AND_UPDATE,
              "Role",
              "Whether the role can be assumed by Lambda is not checked."),
          new RecordedOnly(
              "PutRuntimeManagementConfig",
              "UpdateRuntimeOn",
              "Functions run on the interpreters found on this machine."),
          new RecordedOnly(
              "PublishLayerVersion",
              "CompatibleRuntimes, CompatibleArchitectures",
              "Listings filter by them; nothing else does, as on AWS."),
          new RecordedOnly(
              "CreateCodeSigningConfig, UpdateCodeSigningConfig",
              "AllowedPublishers",
              "Signatures cannot be verified: code counts as unsigned, which Enforce refuses and"
                  + " Warn lets pass."),
          new RecordedOnly(
              "AddLayerVersionPermission",
              "OrganizationId",
              "There is no AWS Organizations here: a grant to an organization reaches nobody."),
          new RecordedOnly(
              "ListFunctions", "MasterRegion", "There are no replicas of Lambda@Edge."));
}
