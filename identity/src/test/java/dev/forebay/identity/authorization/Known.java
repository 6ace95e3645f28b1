package dev.forebay.identity.authorization;

import dev.forebay.identity.decision.NamedPolicy;
import dev.forebay.identity.iam.IamEntity;
import dev.forebay.identity.iam.Principals;
import dev.forebay.identity.policy.PolicyDocument;
import dev.forebay.identity.policy.PolicyKind;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users, roles and resources with policies, as a test names them. Confined to one test. */
final class Known implements Principals {
  private static final PolicyDocument LAMBDA_TRUST =
      PolicyDocument.parse(
          """
          {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
           "Principal":{"Service":"lambda.amazonaws.com"}}}\
          """,
          PolicyKind.TRUST);

  private final Map<Arn, IamEntity> entities = new HashMap<>();
  private final Map<Arn, NamedPolicy> resources = new HashMap<>();
  private final Map<Arn, Map<String, String>> tags = new HashMap<>();

  static Arn arn(String text) {
    return Arn.parse(text).orElseThrow();
  }

  /** A user who may do some actions on some resource; none when the action is empty. */
  Caller user(String arn, String action, String resource) {
    Arn user = arn(arn);
    String id = "AIDA" + user.resource();
    entities.put(
        user,
        new IamEntity.User(user, id, allowing(arn, action, resource), Optional.empty(), Map.of()));
    return new Caller.User(user, id);
  }

  /** A role that may do some actions on some resource. */
  Arn role(String arn, String id, String action, String resource) {
    Arn role = arn(arn);
    entities.put(
        role,
        new IamEntity.Role(
            role,
            id,
            allowing(arn, action, resource),
            Optional.empty(),
            Map.of(),
            LAMBDA_TRUST,
            Duration.ofHours(1)));
    return role;
  }

  /** A resource with one statement, without its Effect, Action and Resource. */
  void resource(String arn, String action, String principalAndMore) {
    resources.put(
        arn(arn),
        NamedPolicy.inline(
            "default",
            arn,
            PolicyDocument.parse(
                """
                {"Version":"2012-10-17","Statement":{"Sid":"s","Effect":"Allow","Action":"%s",
                 "Resource":"%s",%s}}\
                """
                    .formatted(action, arn, principalAndMore),
                PolicyKind.RESOURCE)));
  }

  /** A resource has a tag, and no other. */
  void tagged(String arn, String key, String value) {
    tags.put(arn(arn), Map.of(key, value));
  }

  /** The tags of resources. */
  ResourceTags tags() {
    return resource -> tags.getOrDefault(resource, Map.of());
  }

  /** The resource has a policy no more. */
  void withoutPolicy(String arn) {
    resources.remove(arn(arn));
  }

  private static List<NamedPolicy> allowing(String holder, String action, String resource) {
    return action.isEmpty()
        ? List.of()
        : List.of(
            NamedPolicy.inline(
                "own",
                holder,
                PolicyDocument.parse(
                    """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s",
                     "Resource":"%s"}}\
                    """
                        .formatted(action, resource),
                    PolicyKind.IDENTITY)));
  }

  @Override
  public Optional<IamEntity> find(Arn arn) {
    return Optional.ofNullable(entities.get(arn));
  }

  @Override
  public Optional<PolicyDocument> managedPolicy(Arn arn) {
    return Optional.empty();
  }

  @Override
  public void used(String accessKeyId, Caller caller, String service, String region) {}

  /** The resources' policies. */
  ResourcePolicies policies() {
    return arn -> Optional.ofNullable(resources.get(arn));
  }
}
