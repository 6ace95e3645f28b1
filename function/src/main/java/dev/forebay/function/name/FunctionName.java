package dev.forebay.function.name;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.AccountId;
import dev.forebay.model.Qualifier;
import dev.forebay.model.Region;
import java.util.Optional;

/**
 * A function's name in any of the forms that the API takes: {@code my-fn}, {@code my-fn:live},
 * {@code 123456789012:function:my-fn}, {@code us-east-1:123456789012:function:my-fn}, {@code
 * function:my-fn}, a full ARN, each with or without a qualifier. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html">GetFunction,
 *     FunctionName</a>
 * @param region the region that the form names, if it does
 * @param account the account that the form names, if it does
 * @param name the bare name
 * @param qualifier the version or alias behind the last colon, if any
 */
public record FunctionName(
    Optional<Region> region,
    Optional<AccountId> account,
    String name,
    Optional<Qualifier> qualifier) {

  private static final String PATTERN =
      "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
          + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

  /**
   * Takes a name apart.
   *
   * @throws dev.forebay.wire.AwsException 400 for what is in none of the forms
   */
  public static FunctionName parse(String text) {
    if (text.indexOf(':') < 0) {
      return new FunctionName(Optional.empty(), Optional.empty(), checked(text, text), none());
    }
    String[] parts = text.split(":", -1);
    int next = parts[0].equals("arn") && parts.length > 3 && parts[2].equals("lambda") ? 3 : 0;
    Optional<Region> region = Optional.empty();
    if (next + 1 < parts.length && Region.isValid(parts[next])) {
      region = Optional.of(new Region(parts[next++]));
    }
    Optional<AccountId> account = Optional.empty();
    if (next + 1 < parts.length && AccountId.isValid(parts[next])) {
      account = Optional.of(new AccountId(parts[next++]));
    }
    if (next + 1 < parts.length && parts[next].equals("function")) {
      next++;
    }
    String name = checked(parts[next++], text);
    if (next == parts.length) {
      return new FunctionName(region, account, name, none());
    }
    if (next + 1 < parts.length || !isQualifier(parts[next])) {
      throw malformed(text);
    }
    return new FunctionName(region, account, name, Optional.of(new Qualifier(parts[next])));
  }

  private static Optional<Qualifier> none() {
    return Optional.empty();
  }

  private static String checked(String name, String text) {
    if (!isWord(name)) {
      throw malformed(text);
    }
    return name;
  }

  private static boolean isQualifier(String text) {
    return text.equals(Qualifier.LATEST.value()) || isWord(text);
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= '0' && c <= '9')
          && c != '-'
          && c != '_') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static RuntimeException malformed(String text) {
    return Refusals.validation(
        text, "functionName", "Member must satisfy regular expression pattern: " + PATTERN);
  }
}
