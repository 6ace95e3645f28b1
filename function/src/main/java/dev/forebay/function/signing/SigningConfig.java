package dev.forebay.function.signing;

import dev.forebay.function.store.Table;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose signatures a function's code needs. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html">Using
 *     code signing</a>
 * @param id {@code csc-} and seventeen letters or digits
 * @param description the description
 * @param publishers ARNs of signing profile versions
 * @param policy {@code Warn} or {@code Enforce}: what becomes of code without a valid signature
 * @param tags its tags
 * @param modifiedMillis when it was last changed, in milliseconds since 1970
 */
record SigningConfig(
    String id,
    String description,
    List<String> publishers,
    String policy,
    Map<String, String> tags,
    long modifiedMillis) {
  /** By id. */
  static final Table<SigningConfig> TABLE = new Table<>("signing", SigningConfig.class);

  static final String WARN = "Warn";
  static final String ENFORCE = "Enforce";

  /** Copies the collections. */
  SigningConfig {
    publishers = List.copyOf(publishers);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  Arn arn(AccountRegion place) {
    return place.arn("lambda", "code-signing-config:" + id);
  }

  SigningConfig withTags(Map<String, String> other) {
    return new SigningConfig(id, description, publishers, policy, other, modifiedMillis);
  }
}
