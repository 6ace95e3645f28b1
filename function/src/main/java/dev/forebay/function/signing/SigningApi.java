package dev.forebay.function.signing;

import dev.forebay.function.answer.Dates;
import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.function.tag.TagRules;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AllowedPublishers;
import software.amazon.awssdk.services.lambda.model.CodeSigningConfig;
import software.amazon.awssdk.services.lambda.model.CodeSigningPolicies;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListCodeSigningConfigsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateCodeSigningConfigResponse;

/** The operations on code signing configurations. Thread-safe. */
public final class SigningApi {
  private static final int PAGE = 50;
  private static final int ID_LENGTH = 17;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Rows rows;
  private final SigningConfigs configs;
  private final Clock clock;
  private final RandomGenerator random;

  /** The operations. */
  public SigningApi(Rows rows, SigningConfigs configs, Clock clock, RandomGenerator random) {
    this.rows = rows;
    this.configs = configs;
    this.clock = clock;
    this.random = random;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateCodeSigningConfig", CreateCodeSigningConfigRequest::builder, this::create)
        .on("GetCodeSigningConfig", GetCodeSigningConfigRequest::builder, this::get)
        .on("UpdateCodeSigningConfig", UpdateCodeSigningConfigRequest::builder, this::update)
        .on("DeleteCodeSigningConfig", DeleteCodeSigningConfigRequest::builder, this::delete)
        .on("ListCodeSigningConfigs", ListCodeSigningConfigsRequest::builder, this::list);
  }

  private CreateCodeSigningConfigResponse create(
      CallContext context, CreateCodeSigningConfigRequest request) {
    TagRules.check(request.tags());
    SigningConfig config =
        new SigningConfig(
            draw(),
            Optional.ofNullable(request.description()).orElse(""),
            request.allowedPublishers().signingProfileVersionArns(),
            policy(request.codeSigningPolicies()).orElse(SigningConfig.WARN),
            request.tags(),
            clock.now().toEpochMilli());
    rows.change(
        context.place(),
        attempt -> {
          attempt.put(SigningConfig.TABLE, Key.of(config.id()), config);
          return config;
        });
    return CreateCodeSigningConfigResponse.builder()
        .codeSigningConfig(answer(context.place(), config))
        .build();
  }

  private GetCodeSigningConfigResponse get(
      CallContext context, GetCodeSigningConfigRequest request) {
    String arn = request.codeSigningConfigArn();
    return GetCodeSigningConfigResponse.builder()
        .codeSigningConfig(
            answer(
                context.place(),
                configs.find(context.place(), arn).orElseThrow(() -> SigningConfigs.missing(arn))))
        .build();
  }

  private UpdateCodeSigningConfigResponse update(
      CallContext context, UpdateCodeSigningConfigRequest request) {
    String arn = request.codeSigningConfigArn();
    SigningConfig config =
        rows.change(
            context.place(),
            attempt -> {
              SigningConfig before = read(attempt, context.place(), arn);
              SigningConfig after =
                  new SigningConfig(
                      before.id(),
                      Optional.ofNullable(request.description()).orElse(before.description()),
                      request.allowedPublishers() == null
                          ? before.publishers()
                          : request.allowedPublishers().signingProfileVersionArns(),
                      policy(request.codeSigningPolicies()).orElse(before.policy()),
                      before.tags(),
                      clock.now().toEpochMilli());
              attempt.put(SigningConfig.TABLE, Key.of(after.id()), after);
              return after;
            });
    return UpdateCodeSigningConfigResponse.builder()
        .codeSigningConfig(answer(context.place(), config))
        .build();
  }

  private DeleteCodeSigningConfigResponse delete(
      CallContext context, DeleteCodeSigningConfigRequest request) {
    String arn = request.codeSigningConfigArn();
    rows.change(
        context.place(),
        attempt -> {
          SigningConfig config = read(attempt, context.place(), arn);
          boolean used =
              attempt.list(FunctionTables.FUNCTIONS).stream()
                  .anyMatch(entry -> entry.value().codeSigningConfig().equals(Optional.of(arn)));
          if (used) {
            throw Refusals.conflict(
                "The code signing configuration " + arn + " is used by one or more functions.");
          }
          attempt.delete(SigningConfig.TABLE, Key.of(config.id()));
          return config;
        });
    return DeleteCodeSigningConfigResponse.builder().build();
  }

  private ListCodeSigningConfigsResponse list(
      CallContext context, ListCodeSigningConfigsRequest request) {
    AccountRegion place = context.place();
    Page<SigningConfig> page =
        Page.of(
            Page.Wanted.of(
                "code signing configurations of " + place,
                request.marker(),
                request.maxItems(),
                PAGE),
            rows.list(place, SigningConfig.TABLE).stream().map(Entry::value).toList(),
            SigningConfig::id);
    return ListCodeSigningConfigsResponse.builder()
        .codeSigningConfigs(page.map(config -> answer(place, config)).items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private static SigningConfig read(Attempt attempt, AccountRegion place, String arn) {
    return SigningConfigs.key(place, arn)
        .flatMap(key -> attempt.read(SigningConfig.TABLE, key))
        .orElseThrow(() -> SigningConfigs.missing(arn));
  }

  private String draw() {
    StringBuilder id = new StringBuilder("csc-");
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  private static Optional<String> policy(@Nullable CodeSigningPolicies policies) {
    return policies == null
        ? Optional.empty()
        : Optional.ofNullable(policies.untrustedArtifactOnDeploymentAsString());
  }

  private static CodeSigningConfig answer(AccountRegion place, SigningConfig config) {
    List<String> publishers = config.publishers();
    return CodeSigningConfig.builder()
        .codeSigningConfigId(config.id())
        .codeSigningConfigArn(config.arn(place).toString())
        .description(config.description())
        .allowedPublishers(
            AllowedPublishers.builder().signingProfileVersionArns(publishers).build())
        .codeSigningPolicies(
            CodeSigningPolicies.builder().untrustedArtifactOnDeployment(config.policy()).build())
        .lastModified(Dates.milliseconds(Instant.ofEpochMilli(config.modifiedMillis())))
        .build();
  }
}
