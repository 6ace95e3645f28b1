package dev.forebay.server;

import dev.forebay.cognito.Cognito;
import dev.forebay.dynamodb.DynamoDbSettings;
import dev.forebay.execution.EnvironmentSettings;
import dev.forebay.execution.runtime.RuntimeSettings;
import dev.forebay.execution.sandbox.SandboxSettings;
import dev.forebay.identity.TrustedIssuer;
import dev.forebay.identity.authorization.Enforcement;
import dev.forebay.invocation.async.AsyncSettings;
import dev.forebay.kinesis.KinesisSettings;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.ByteSize;
import dev.forebay.server.settings.Settings;
import dev.forebay.sns.Sns;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.http.HttpSettings;
import dev.forebay.wire.http.UnixListener;
import dev.forebay.wire.signature.UnknownKeys;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns the settings into what each part takes. */
final class SettingsMapping {
  /**
   * The token that comes along says who calls, or the link in a message was enough to know; a
   * bucket's policy may let everybody in.
   */
  private static final Set<String> UNSIGNED =
      Stream.concat(
              Stream.of(
                  "s3:*",
                  "sts:AssumeRoleWithWebIdentity",
                  "sns:ConfirmSubscription",
                  "sns:Unsubscribe"),
              Cognito.UNSIGNED.stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final Duration HTTP_IDLE = Duration.ofSeconds(60);
  private static final Duration HTTP_GRACE = Duration.ofSeconds(5);
  private static final Duration MEMORY_PATIENCE = Duration.ofSeconds(10);
  private static final Duration INIT_TIMEOUT = Duration.ofSeconds(10);

  /** Freezing at once would put two control group writes into every warm invocation. */
  private static final Duration FREEZE_AFTER = Duration.ofMillis(100);

  private SettingsMapping() {}

  static List<Credential> keys(Settings settings) {
    return settings.auth().keys().stream()
        .map(key ->
            new Credential(
                key.id(),
                key.secret(),
                Optional.empty(),
                new Caller.Root(key.account()),
                Optional.empty()))
        .toList();
  }

  static UnknownKeys unknownKeys(Settings settings) {
    return settings.auth().refusesUnknownKeys() ? UnknownKeys.REFUSE : UnknownKeys.TRUST;
  }

  static Sns.Certificates certificates(Settings settings) {
    return settings.awsCertificates() ? Sns.Certificates.AT_AWS : Sns.Certificates.HERE;
  }

  static Optional<TrustedIssuer> issuer(Settings settings) {
    return settings.auth().oidc().map(oidc -> new TrustedIssuer(oidc.issuer(), oidc.keys()));
  }

  static Enforcement enforcement(Settings settings) {
    return switch (settings.auth().enforce()) {
      case STRICT -> Enforcement.STRICT;
      case ALL ->
          switch (settings.auth().unknownRoles()) {
            case TRUST -> Enforcement.ALL_TRUSTING_UNKNOWN_ROLES;
            case REFUSE -> Enforcement.ALL;
          };
    };
  }

  static DynamoDbSettings dynamoDb(Settings settings) {
    return DynamoDbSettings.with(
        settings.dynamoDbLimits() ? DynamoDbSettings.Limits.ON : DynamoDbSettings.Limits.OFF);
  }

  static KinesisSettings kinesis(Settings settings) {
    return KinesisSettings.with(
        settings.kinesisLimits() ? KinesisSettings.Limits.ON : KinesisSettings.Limits.OFF);
  }

  static SandboxSettings sandbox(Settings settings, Path run, Path socket, int port) {
    return new SandboxSettings(
        switch (settings.sandbox().mode()) {
          case AUTO -> SandboxSettings.Mode.AUTO;
          case REQUIRED -> SandboxSettings.Mode.REQUIRED;
          case OFF -> SandboxSettings.Mode.OFF;
        },
        settings.sandbox().network()
            ? SandboxSettings.Outbound.ALLOWED
            : SandboxSettings.Outbound.NONE,
        run,
        Optional.of(new SandboxSettings.Endpoint(socket, port)),
        switch (settings.sandbox().cpu()) {
          case SHARE -> SandboxSettings.Cpu.SHARE;
          case QUOTA -> SandboxSettings.Cpu.QUOTA;
        });
  }

  static RuntimeSettings runtimes(Settings settings, Path folder) {
    return new RuntimeSettings(
        folder,
        Forebay.homeFolder().resolve("runtimes/java"),
        settings.exactRuntimes()
            ? RuntimeSettings.Versions.EXACT
            : RuntimeSettings.Versions.NEAREST,
        System.getenv());
  }

  static EnvironmentSettings environments(Settings settings, Path run, URI endpoint) {
    Settings.Execution execution = settings.execution();
    return new EnvironmentSettings(
        run,
        endpoint,
        new EnvironmentSettings.Limits(
            execution.memory().orElseGet(SettingsMapping::fourTimesTheMachine),
            MEMORY_PATIENCE,
            execution.idle(),
            execution.freeze() ? Optional.of(FREEZE_AFTER) : Optional.empty(),
            execution.spares(),
            INIT_TIMEOUT));
  }

  static AsyncSettings async(Settings settings) {
    return new AsyncSettings(settings.accountConcurrency(), settings.asyncRetryDelay());
  }

  static HttpSettings http(Settings settings, int port, Path socket) {
    return new HttpSettings(
        settings.host(),
        port,
        Optional.of(new UnixListener(socket, UnixListener.Admin.REFUSED)),
        Set.of(),
        HttpSettings.AdminPeers.LOCAL,
        UNSIGNED,
        new AccountRegion(settings.account(), settings.region()),
        HTTP_IDLE,
        HTTP_GRACE);
  }

  private static ByteSize fourTimesTheMachine() {
    long total =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean machine
            ? machine.getTotalMemorySize()
            : ByteSize.ofMebibytes(4096).bytes();
    return new ByteSize(total * 4);
  }
}
