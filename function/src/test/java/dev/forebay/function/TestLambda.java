package dev.forebay.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.forebay.function.catalog.ResolvedFunction;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Qualifier;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/** The API behind a switchboard, on a memory engine and a clock that stands still. */
public final class TestLambda {
  public static final AccountRegion HERE = place("111111111111", "us-east-1");
  public static final String ARN = "arn:aws:lambda:us-east-1:111111111111:";
  public static final String ROLE = "arn:aws:iam::111111111111:role/r";

  public final VirtualClock clock;
  public final StorageEngine engine;
  public final FunctionApi api;
  public final List<FunctionChange> changes = new CopyOnWriteArrayList<>();
  private final Switchboard switchboard;

  public TestLambda(Path folder) {
    this(folder, FunctionSettings.STANDARD);
  }

  public TestLambda(Path folder, FunctionSettings settings) {
    this(folder, settings, new VirtualClock(Instant.parse("2025-11-25T02:26:54Z")));
  }

  private TestLambda(Path folder, FunctionSettings settings, VirtualClock clock) {
    this(folder, settings, clock, MemoryEngine.open(clock));
  }

  public TestLambda(
      Path folder, FunctionSettings settings, VirtualClock clock, StorageEngine engine) {
    this.clock = clock;
    this.engine = engine;
    this.api =
        new FunctionApi(
            settings,
            engine,
            folder,
            clock,
            new SecureRandom(),
            CodeSource.NO_BUCKETS,
            ProvisionedCapacity.ON_FIRST_USE,
            ExecutionRoles.ANY);
    ServiceBinding.Builder binding = ServiceBinding.of("lambda");
    api.register(binding);
    api.listen(changes::add);
    this.switchboard =
        new Switchboard(
            List.of(binding.build()),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
  }

  public static FunctionSettings settlingIn(Duration delay) {
    return new FunctionSettings(1_000, delay, Duration.ofMinutes(16));
  }

  public static AccountRegion place(String account, String region) {
    return new AccountRegion(new AccountId(account), new Region(region));
  }

  /** Calls the operation that the request's class names. */
  public SdkPojo call(SdkPojo request) {
    return call(HERE, request);
  }

  public SdkPojo call(AccountRegion place, SdkPojo request) {
    String name = request.getClass().getSimpleName();
    return switchboard.call(
        context(place), "lambda", name.substring(0, name.length() - "Request".length()), request);
  }

  /** Calls the operation and casts the answer. */
  public <T> T call(Class<T> answer, SdkPojo request) {
    return answer.cast(call(request));
  }

  private static CallContext context(AccountRegion place) {
    return new CallContext(
        new Caller.Root(place.account()),
        place,
        new RequestId("00000000-0000-4000-8000-000000000000"),
        URI.create("http://localhost:4566"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A request for a Python function with only what is required. */
  public static CreateFunctionRequest.Builder python(String name) {
    return CreateFunctionRequest.builder()
        .functionName(name)
        .runtime("python3.12")
        .handler("handler.handler")
        .role(ROLE)
        .code(FunctionCode.builder().zipFile(Zips.python("# " + name)).build());
  }

  public CreateFunctionResponse create(String name) {
    return call(CreateFunctionResponse.class, python(name).build());
  }

  public PublishVersionResponse publish(String name) {
    return call(
        PublishVersionResponse.class, PublishVersionRequest.builder().functionName(name).build());
  }

  public ResolvedFunction resolve(String name) {
    return api.catalog().resolve(HERE, name, Optional.empty(), seeded());
  }

  public ResolvedFunction resolve(String name, String qualifier) {
    return api.catalog().resolve(HERE, name, Optional.of(new Qualifier(qualifier)), seeded());
  }

  private static RandomGenerator seeded() {
    return new SplittableRandom(1);
  }

  /** Asserts that a call is refused just so. */
  public static void assertRefused(ThrowingCallable call, int status, String code, String text) {
    AwsException refusal = catchThrowableOfType(AwsException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.text()).isEqualTo(text);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
  }

  public static void assertInvalid(ThrowingCallable call, String text) {
    assertRefused(call, 400, "InvalidParameterValueException", text);
  }

  public static void assertNotFound(ThrowingCallable call, String text) {
    assertRefused(call, 404, "ResourceNotFoundException", text);
  }

  public static void assertConflict(ThrowingCallable call, String text) {
    assertRefused(call, 409, "ResourceConflictException", text);
  }
}
