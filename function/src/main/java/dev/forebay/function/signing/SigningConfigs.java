package dev.forebay.function.signing;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.function.tag.Taggable;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code signing configurations, and what they mean here: no signature can be verified, so code
 * counts as unsigned, which Enforce refuses and Warn lets pass. Thread-safe.
 */
public final class SigningConfigs implements Taggable {
  private static final Logger LOG = LoggerFactory.getLogger(SigningConfigs.class);
  private static final String RESOURCE = "code-signing-config:";

  private final Rows rows;

  /** The configurations in these rows. */
  public SigningConfigs(Rows rows) {
    this.rows = rows;
  }

  /**
   * Checks that a function with the configuration may get code.
   *
   * @throws AwsException 404 when there is no such configuration, 400 when it enforces signatures
   */
  public void checkDeployment(AccountRegion place, String arn) {
    SigningConfig config = find(place, arn).orElseThrow(() -> Refusals.signingConfigNotFound(arn));
    if (config.policy().equals(SigningConfig.ENFORCE)) {
      throw new AwsException(
          "CodeVerificationFailedException",
          400,
          "The code signature failed one or more of the validation checks for signature mismatch or"
              + " expiry, and the code signing policy is set to ENFORCE. Lambda blocks the"
              + " deployment.");
    }
    LOG.warn("code without a verified signature is deployed under {}", arn);
  }

  /**
   * Links the configuration to the function in the change; it cannot be deleted meanwhile.
   *
   * @throws AwsException 404 when there is no such configuration
   */
  public void attach(Edit edit, String arn) {
    Key key = key(edit.id().place(), arn).orElseThrow(() -> Refusals.signingConfigNotFound(arn));
    SigningConfig config =
        edit.rows()
            .read(SigningConfig.TABLE, key)
            .orElseThrow(() -> Refusals.signingConfigNotFound(arn));
    // Written unchanged, so that a deletion that looked for functions before now looks again.
    edit.rows().put(SigningConfig.TABLE, key, config);
    edit.replace(edit.function().withCodeSigningConfig(Optional.of(arn)));
  }

  Optional<SigningConfig> find(AccountRegion place, String arn) {
    return key(place, arn).flatMap(key -> rows.read(place, SigningConfig.TABLE, key));
  }

  /** The key of the configuration that an ARN of this place names. */
  static Optional<Key> key(AccountRegion place, String text) {
    return Arn.parse(text)
        .filter(arn -> arn.resource().startsWith(RESOURCE))
        .filter(arn -> arn.account().equals(place.account().value()))
        .filter(arn -> arn.region().equals(place.region().value()))
        .map(arn -> Key.of(arn.resource().substring(RESOURCE.length())));
  }

  /** 404 of the operations on configurations themselves. */
  static AwsException missing(String arn) {
    return Refusals.notFound("The Lambda code signing configuration " + arn + " can not be found.");
  }

  @Override
  public boolean isMeant(Arn arn) {
    return arn.service().equals("lambda") && arn.resource().startsWith(RESOURCE);
  }

  @Override
  public Map<String, String> tags(CallContext context, Arn arn) {
    return find(context.place(), arn.toString()).orElseThrow(() -> missing(arn.toString())).tags();
  }

  @Override
  public void change(CallContext context, Arn arn, UnaryOperator<Map<String, String>> change) {
    Key key = key(context.place(), arn.toString()).orElseThrow(() -> missing(arn.toString()));
    rows.change(
        context.place(),
        attempt -> {
          SigningConfig config =
              attempt.read(SigningConfig.TABLE, key).orElseThrow(() -> missing(arn.toString()));
          attempt.put(SigningConfig.TABLE, key, config.withTags(change.apply(config.tags())));
          return key;
        });
  }
}
