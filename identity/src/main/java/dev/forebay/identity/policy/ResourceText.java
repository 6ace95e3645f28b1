package dev.forebay.identity.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What AWS asks of the text of a {@code Resource}: the wildcard, or the beginning of an ARN. */
final class ResourceText {
  private static final Set<String> PARTITIONS =
      Set.of(
          "aws",
          "aws-cn",
          "aws-us-gov",
          "aws-eusc",
          "aws-iso",
          "aws-iso-b",
          "aws-iso-e",
          "aws-iso-f",
          "*");
  private static final List<String> IAM_PATHS =
      List.of(
          "user/",
          "federated-user/",
          "role/",
          "group/",
          "instance-profile/",
          "mfa/",
          "server-certificate/",
          "policy/",
          "sms-mfa/",
          "saml-provider/",
          "oidc-provider/",
          "report/",
          "access-report/");

  private ResourceText() {}

  /** What is wrong with it, in AWS's words. */
  static Optional<String> wrong(String text) {
    if (text.equals("*")) {
      return Optional.empty();
    }
    String[] parts = text.split(":", 6);
    if (parts.length == 1) {
      return Optional.of("Resource " + text + " must be in ARN format or \"*\".");
    }
    if (parts[0].equals("arn")
        && ((parts.length < 6 && text.contains("::")) || variableBeforeTheResource(text, parts))) {
      return Optional.empty(); // the older parser's to refuse
    }
    if (!PARTITIONS.contains(parts[1])) {
      return Optional.of(
          "Partition \"" + parts[1] + "\" is not valid for resource \"" + asArn(parts) + "\".");
    }
    if (parts.length == 2) {
      return Optional.of("Resource vendor must be fully qualified and cannot contain regexes.");
    }
    return switch (parts[2]) {
      case "iam" -> wrongIam(text, parts);
      case "s3" ->
          hasRegion(parts) && parts.length > 4 && parts[4].isEmpty()
              ? Optional.of("Resource " + text + " can not contain region information.")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether AWS's older parser reads it; asked only about what is not {@link #wrong}. */
  static boolean readsAsLegacy(String text) {
    if (text.equals("*")) {
      return true;
    }
    String[] parts = text.split(":", 6);
    return parts.length > 2
        && parts[0].equals("arn")
        && !parts[2].isEmpty()
        && (parts.length == 6 || !text.contains("::"))
        && !variableBeforeTheResource(text, parts);
  }

  // "IAM policy elements: Variables and tags": only the part after the fifth colon may hold one.
  // A variable's own colon may stand there.
  private static boolean variableBeforeTheResource(String text, String[] parts) {
    int variable = text.indexOf("${");
    if (variable < 0) {
      return false;
    }
    return parts.length < 6 || variable < text.length() - parts[5].length();
  }

  private static Optional<String> wrongIam(String text, String[] parts) {
    if (hasRegion(parts)) {
      return Optional.of("IAM resource " + text + " cannot contain region information.");
    }
    String path = parts.length == 6 ? parts[5] : "";
    return path.equals("*") || IAM_PATHS.stream().anyMatch(path::startsWith) || hasWildcard(path)
        ? Optional.empty()
        : Optional.of(
            "IAM resource path must either be \"*\" or start with "
                + String.join(", ", IAM_PATHS)
                + ".");
  }

  // "user*" and "*/name" are in use, and match what they say.
  private static boolean hasWildcard(String path) {
    int slash = path.indexOf('/');
    String first = slash < 0 ? path : path.substring(0, slash);
    return first.contains("*") || first.contains("?");
  }

  private static boolean hasRegion(String[] parts) {
    return parts.length > 3 && !parts[3].isEmpty() && !parts[3].equals("*");
  }

  private static String asArn(String[] parts) {
    StringBuilder arn = new StringBuilder("arn:").append(parts[1]);
    boolean empty = parts.length == 3 && parts[2].isEmpty();
    for (int index = 2; index < 6; index++) {
      arn.append(':').append(index < parts.length && !empty ? parts[index] : "*");
    }
    return arn.toString();
  }
}
