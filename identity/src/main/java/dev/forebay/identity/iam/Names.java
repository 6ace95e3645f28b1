package dev.forebay.identity.iam;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.CallContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names, paths and ARNs of IAM ("IAM identifiers", IAM User Guide). */
final class Names {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_+=,.@-]+");

  private Names() {}

  /**
   * A name as a request gives it.
   *
   * @param member the request's member, such as {@code roleName}
   */
  static String check(String name, String member) {
    if (!NAME.matcher(name).matches()) {
      throw IamErrors.validation(
          "The specified value for "
              + member
              + " is invalid. It must contain only alphanumeric characters and/or the following:"
              + " +=,.@_-");
    }
    return name;
  }

  static String path(@Nullable String path) {
    return path == null ? "/" : path;
  }

  /** Whether a path starts with a request's prefix. */
  static boolean isUnder(String path, @Nullable String prefix) {
    return prefix == null || path.startsWith(prefix);
  }

  static AccountId account(CallContext context) {
    return context.place().account();
  }

  /** The ARN of something with a path: {@code arn:aws:iam::account:kind/path/name}. */
  static Arn arn(String partition, AccountId account, String kind, Named named) {
    return new Arn(partition, "iam", "", account.value(), kind + named.path() + named.name());
  }

  static Arn arn(CallContext context, String kind, Named named) {
    return arn(partition(context), account(context), kind, named);
  }

  static String partition(CallContext context) {
    return context.place().region().partition();
  }

  /**
   * The name in an ARN of the account, such as {@code arn:aws:iam::account:policy/path/name}.
   *
   * @param kind {@code policy}, {@code role} …
   */
  static Optional<Located> locate(Arn arn, String kind) {
    String resource = arn.resource();
    if (!arn.service().equals("iam")
        || !arn.region().isEmpty()
        || !resource.startsWith(kind + "/")
        || resource.endsWith("/")) {
      return Optional.empty();
    }
    int slash = resource.lastIndexOf('/');
    return Optional.of(
        new Located(resource.substring(kind.length(), slash + 1), resource.substring(slash + 1)));
  }

  /**
   * A path and a name.
   *
   * @param path {@code /} or {@code /a/b/}
   * @param name the name
   */
  record Located(String path, String name) {
    boolean is(Named named) {
      return named.name().equals(name) && named.path().equals(path);
    }
  }
}
